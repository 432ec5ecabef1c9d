import { type Collected, essenceOf, type InvocationError, isObject, UpstreamError } from '@naftiko/plugin-api'

/** One piece of the content of a result. */
export type ContentBlock =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image' | 'audio'; readonly data: string; readonly mimeType: string }
  | { readonly type: 'resource'; readonly resource: { readonly uri: string; readonly mimeType: string; readonly blob: string } }

/** The result of a tool call, as the protocol has it. */
export type ToolResult = {
  readonly content: readonly ContentBlock[]
  readonly structuredContent?: object
  readonly isError: boolean
}

export interface ResultOptions {
  /** URI under which an answer without text is embedded. */
  readonly uri: string
  /** The tool has an output schema, so that clients insist on structured content. */
  readonly structured: boolean
}

/** What a call answered, as the result of its tool. */
export function toResult(collected: Collected, options: ResultOptions): ToolResult {
  const value = collected.kind === 'json' && isObject(collected.value) ? collected.value : undefined
  const structured = value ?? (options.structured ? {} : undefined)
  return {
    content: [contentOf(collected, options.uri)],
    ...(structured === undefined ? {} : { structuredContent: structured }),
    isError: false,
  }
}

/**
 * What went wrong, as a result that the model can read and act upon. An upstream's own words pass as they are.
 */
export function toErrorResult(error: InvocationError): ToolResult {
  return { content: [{ type: 'text', text: UpstreamError.is(error) ? wordsOf(error) : error.message }], isError: true }
}

function wordsOf(error: UpstreamError): string {
  const text = error.text()
  return text.trim() === '' ? `HTTP ${error.status}` : text
}

function contentOf(collected: Collected, uri: string): ContentBlock {
  if (collected.kind === 'json') return { type: 'text', text: JSON.stringify(collected.value) }
  if (collected.kind === 'text') return { type: 'text', text: collected.text }
  if (collected.kind === 'bytes') return binaryBlock(collected.bytes, collected.mediaType, uri)
  const { status } = collected.metadata
  return { type: 'text', text: status === undefined ? 'done, without content' : `done, without content (HTTP ${status})` }
}

function binaryBlock(bytes: Uint8Array, mediaType: string, uri: string): ContentBlock {
  const mimeType = essenceOf(mediaType) || 'application/octet-stream'
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  if (mimeType.startsWith('image/')) return { type: 'image', data, mimeType }
  if (mimeType.startsWith('audio/')) return { type: 'audio', data, mimeType }
  return { type: 'resource', resource: { uri, mimeType, blob: data } }
}
