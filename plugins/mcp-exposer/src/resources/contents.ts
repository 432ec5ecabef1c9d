import { type Collected, essenceOf, isJson, isText } from '@naftiko/plugin-api'
import type { ResourceContents } from './resource.ts'

export interface ContentsOptions {
  /** Media type that the document declares. */
  readonly mimeType: string | undefined
  readonly binary: boolean
}

/** What a call answered, as the content of a resource. */
export function contentsOf(uri: string, collected: Collected, { mimeType, binary }: ContentsOptions): ResourceContents {
  const type = mimeType ?? typeOf(collected)
  const head = { uri, ...(type === undefined ? {} : { mimeType: type }) }
  if (collected.kind === 'bytes') return { ...head, blob: base64(collected.bytes) }
  const text = textOf(collected, type)
  return binary ? { ...head, blob: base64(Buffer.from(text)) } : { ...head, text }
}

/** A JSON text is the text itself where the document says that the content is text, such as Markdown. */
function textOf(collected: Exclude<Collected, { kind: 'bytes' }>, type: string | undefined): string {
  if (collected.kind === 'empty') return ''
  if (collected.kind === 'text') return collected.text
  const { value } = collected
  const isPlain = typeof value === 'string' && type !== undefined && isText(essenceOf(type)) && !isJson(essenceOf(type))
  return isPlain ? value : JSON.stringify(value)
}

function typeOf(collected: Collected): string | undefined {
  if (collected.kind === 'json') return 'application/json'
  if (collected.kind === 'empty') return undefined
  return essenceOf(collected.mediaType) || (collected.kind === 'text' ? 'text/plain' : 'application/octet-stream')
}

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}
