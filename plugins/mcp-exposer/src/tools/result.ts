import {
  type Collected,
  essenceOf,
  type InvocationError,
  isObject,
  type JsonObject,
  type JsonSchema,
  type OutcomeMetadata,
  StepError,
  UpstreamError,
} from '@naftiko/plugin-api'
import type { ShownInput } from './input-schema.ts'
import type { JsonText } from '../protocol/answers.ts'

/** How a tool is asked and how it answers, around the call itself. */
export interface Answering {
  /** Its arguments as clients see them. */
  readonly shown: ShownInput
  /** Shape of its structured content, where clients are told of one and insist on it. */
  readonly output: JsonSchema | undefined
  /** Takes from the arguments what is not for the call. Throws an `InputError`. */
  take(input: JsonObject): Asked
  /** What the call answered, as the result of the tool; `more` are blocks that follow. */
  toResult(collected: Collected, asked: Asked, more?: readonly JsonText[]): JsonText
  /** What went wrong, as a result that the model can read and act upon. */
  toErrorResult(error: InvocationError): JsonText
}

/** The arguments of one call. */
export interface Asked {
  readonly input: JsonObject
  /** The first item of a list that is wanted. */
  readonly start: number
}

export interface AnswerOptions extends Pick<Answering, 'shown' | 'output'> {
  /** URI under which an answer without text is embedded. */
  readonly uri: string
}

/** Answers pass as they are, whatever their size. */
export function unlimited({ uri, shown, output }: AnswerOptions): Answering {
  const promised = output === undefined ? undefined : '{}'
  return {
    shown,
    output,
    take: (input) => ({ input, start: 0 }),
    toResult: (collected, _asked, blocks = []) => {
      const more = [...truncationOf(collected.metadata), ...blocks]
      // Whoever answered in blocks is passed on in its own; a value besides them is the structured content.
      const given = collected.blocks?.map((block) => JSON.stringify(block))
      if (collected.kind !== 'json') return resultOf([...(given ?? [contentOf(collected, uri)]), ...more], promised, false)
      // The value is serialised once; as content it is a text, as structured content it is itself.
      const json = JSON.stringify(collected.value)
      return resultOf([...(given ?? [textBlock(json)]), ...more], isObject(collected.value) ? json : promised, false)
    },
    // An upstream's own words pass as they are.
    toErrorResult: (error) => errorResult(textOf(error)),
  }
}

/** A list that is not complete says so to the model, which sees no headers. */
function truncationOf({ headers }: OutcomeMetadata): readonly JsonText[] {
  const reason = headers?.['naftiko-truncated']
  if (typeof reason !== 'string') return []
  const next = headers!['naftiko-next']
  const skip = headers!['naftiko-skip']
  const where = typeof next === 'string' ? `; the rest begins at ${JSON.stringify(next)}` : ''
  const twice = typeof skip === 'string' ? `, whose first ${skip} items are in this list already` : ''
  return [textBlock(`This list is not complete: it was cut by ${reason}${where}${twice}.`)]
}

/** A failure, in words. */
export function errorResult(words: string): JsonText {
  return resultOf([textBlock(words)], undefined, true)
}

/** What went wrong: the words of the upstream that failed, after the name of the step in which it did. */
export function textOf(error: InvocationError): string {
  if (UpstreamError.is(error)) return wordsOf(error)
  const words = StepError.is(error) ? (error.upstream?.body.trim() ?? '') : ''
  return words === '' ? error.message : `${error.message}\n${words}`
}

/** A result of these blocks. */
export function resultOf(blocks: readonly JsonText[], structured: JsonText | undefined, isError: boolean): JsonText {
  return `{"content":[${blocks.join(',')}]${structured === undefined ? '' : `,"structuredContent":${structured}`},"isError":${isError}}`
}

export function textBlock(text: string): JsonText {
  return `{"type":"text","text":${JSON.stringify(text)}}`
}

/** What the upstream said, or its status where it said nothing. */
function wordsOf(error: UpstreamError): string {
  const text = error.text()
  return text.trim() === '' ? `HTTP ${error.status}` : text
}

function contentOf(collected: Exclude<Collected, { kind: 'json' }>, uri: string): JsonText {
  if (collected.kind === 'text') return textBlock(collected.text)
  if (collected.kind === 'bytes') return JSON.stringify(binaryBlock(collected.bytes, collected.mediaType, uri))
  const { status } = collected.metadata
  return textBlock(status === undefined ? 'done, without content' : `done, without content (HTTP ${status})`)
}

function binaryBlock(bytes: Uint8Array, mediaType: string, uri: string): object {
  const mimeType = essenceOf(mediaType) || 'application/octet-stream'
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  if (mimeType.startsWith('image/')) return { type: 'image', data, mimeType }
  if (mimeType.startsWith('audio/')) return { type: 'audio', data, mimeType }
  return { type: 'resource', resource: { uri, mimeType, blob: data } }
}
