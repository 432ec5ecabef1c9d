import {
  type Collected,
  essenceOf,
  type InvocationError,
  isObject,
  type OutcomeMetadata,
  StepError,
  UpstreamError,
} from '@naftiko/plugin-api'
import type { JsonText } from '../protocol/answers.ts'

export interface ResultOptions {
  /** URI under which an answer without text is embedded. */
  readonly uri: string
  /** The tool has an output schema, so that clients insist on structured content. */
  readonly structured: boolean
}

/** What a call answered, as the result of its tool; `more` are blocks that follow. */
export function toResult(collected: Collected, options: ResultOptions, more: readonly JsonText[] = []): JsonText {
  const rest = [...truncationOf(collected.metadata), ...more]
  if (collected.kind !== 'json') return resultOf([contentOf(collected, options.uri), ...rest], options.structured ? '{}' : undefined, false)
  // The value is serialised once; as content it is a text, as structured content it is itself.
  const json = JSON.stringify(collected.value)
  const structured = isObject(collected.value) ? json : options.structured ? '{}' : undefined
  return resultOf([textBlock(json), ...rest], structured, false)
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

/** What went wrong, as a result that the model can read and act upon. An upstream's own words pass as they are. */
export function toErrorResult(error: InvocationError): JsonText {
  return resultOf([textBlock(textOf(error))], undefined, true)
}

/** A step that failed is named, and the words of its upstream follow. */
function textOf(error: InvocationError): string {
  if (UpstreamError.is(error)) return wordsOf(error)
  const words = StepError.is(error) ? (error.upstream?.body.trim() ?? '') : ''
  return words === '' ? error.message : `${error.message}\n${words}`
}

function resultOf(blocks: readonly JsonText[], structured: JsonText | undefined, isError: boolean): JsonText {
  return `{"content":[${blocks.join(',')}]${structured === undefined ? '' : `,"structuredContent":${structured}`},"isError":${isError}}`
}

function textBlock(text: string): JsonText {
  return `{"type":"text","text":${JSON.stringify(text)}}`
}

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
