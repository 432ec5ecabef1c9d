import { isObject, type JsonObject, type JsonValue, type Outcome, type StreamOutcome, UpstreamError } from '@naftiko/plugin-api'
import type { Answer } from './answer.ts'
import { jsonOf, type Piece, pieceOf } from './piece.ts'
import type { ToolResult } from './tool-result.ts'

const JSON_TYPE = 'application/json'
const TEXT_TYPE = 'text/plain; charset=utf-8'

/**
 * The result of a tool as an outcome:
 *
 * - structured content is the value;
 * - otherwise one block alone is what it holds: JSON or text, the bytes of an image, a sound or a file;
 * - several texts that are JSON each are a list of those values, other texts are one text, line by line;
 * - anything else is the list of its blocks.
 *
 * The blocks go along as they are, for exposers that have such. Throws an `UpstreamError` with the server's own words where
 * the tool failed.
 */
export function outcomeOf(result: ToolResult, operation: string, answer: Answer): Outcome {
  const { content, structuredContent } = result
  if (result.isError) throw toolError(result, operation)
  const blocks = content.length === 0 ? {} : { blocks: content }
  const isTextWanted = answer.decode !== undefined && content.some((block) => block['type'] === 'text')
  if (structuredContent !== undefined && !isTextWanted) return { kind: 'value', value: structuredContent, metadata: {}, ...blocks }
  const pieces = content.map((block) => pieceOf(block))
  if (pieces.length === 0) return stream({ mediaType: '', bytes: EMPTY })
  if (pieces.length === 1 && pieces[0] !== undefined) return { ...stream(read(pieces[0], answer), answer), ...blocks }
  const texts = pieces.map((piece) => (piece?.isPlainText === true ? piece.text : undefined))
  if (!texts.every((text) => text !== undefined)) return { kind: 'value', value: content, metadata: {}, ...blocks }
  const values = answer.isText ? undefined : valuesOf(texts)
  if (values !== undefined) return { kind: 'value', value: values, metadata: {}, ...blocks }
  return { ...stream({ mediaType: TEXT_TYPE, bytes: Buffer.from(texts.join('\n')) }, answer), ...blocks }
}

/** Text without a type of its own is JSON where it is. */
function read(piece: Piece, { isText }: Answer): Bytes {
  if (piece.text === undefined) return piece
  const bytes = Buffer.from(piece.text)
  if (piece.isPlainText !== true) return { mediaType: piece.mediaType, bytes }
  return { mediaType: !isText && jsonOf(piece.text) !== undefined ? JSON_TYPE : TEXT_TYPE, bytes }
}

/** A list of objects comes as one text for each from some servers. */
function valuesOf(texts: readonly string[]): readonly JsonValue[] | undefined {
  const values: JsonValue[] = []
  for (const text of texts) {
    const value = jsonOf(text)
    if (value === undefined) return undefined
    values.push(value)
  }
  return values
}

interface Bytes {
  readonly mediaType: string
  readonly bytes: Uint8Array
}

const EMPTY = new Uint8Array()

function stream({ mediaType, bytes }: Bytes, { decode }: Partial<Answer> = {}): StreamOutcome {
  return {
    kind: 'stream',
    mediaType,
    chunks: {
      async *[Symbol.asyncIterator]() {
        if (bytes.length > 0) yield bytes
      },
    },
    metadata: {},
    ...(decode === undefined ? {} : { decode }),
  }
}

/** No status of HTTP says that a tool failed; 502 is what a gateway answers when the other side fails. */
const TOOL_FAILED = 502
const LONGEST_QUOTE = 300

function toolError({ content, structuredContent }: ToolResult, operation: string): UpstreamError {
  const texts = content.flatMap((block: JsonObject) => (typeof block['text'] === 'string' ? [block['text']] : []))
  const said = texts.join('\n').trim()
  const words =
    said !== '' ? said : isObject(structuredContent) ? JSON.stringify(structuredContent) : 'the tool failed, and does not say why'
  return serverError(operation, words)
}

/** What a server says went wrong, passed on in its own words. */
export function serverError(operation: string, words: string, status: number = TOOL_FAILED): UpstreamError {
  const quote = words.length > LONGEST_QUOTE ? `${words.slice(0, LONGEST_QUOTE)}…` : words
  const mediaType = jsonOf(words) === undefined ? TEXT_TYPE : JSON_TYPE
  return new UpstreamError(`${operation} answers with an error: ${quote}`, { status, mediaType, body: Buffer.from(words), metadata: {} })
}
