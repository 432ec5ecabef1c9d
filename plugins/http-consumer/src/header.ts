import { InputError, type JsonValue } from '@naftiko/plugin-api'

/** Headers that belong to the connection or to the client: no input sets them. */
const CLIENT_OWNED = new Set(['host', 'content-length', 'connection', 'transfer-encoding', 'te', 'upgrade', 'expect', 'trailer', 'keep-alive', 'proxy-authorization', 'proxy-authenticate', 'proxy-connection'])

/** Headers that documents often declare as inputs although no caller can sensibly give them: only constants set them. */
const DOCUMENT_OWNED = new Set(['authorization', 'accept', 'content-type', 'accept-encoding', 'cookie', 'user-agent'])

export function isClientOwned(name: string): boolean {
  return CLIENT_OWNED.has(name.toLowerCase())
}

export function isDocumentOwned(name: string): boolean {
  return DOCUMENT_OWNED.has(name.toLowerCase())
}

/** The value as a header carries it. Line breaks would begin another header, so they are refused. */
export function headerText(name: string, value: JsonValue): string {
  const text = Array.isArray(value) ? value.map(plainText).join(', ') : plainText(value)
  // oxlint-disable-next-line no-control-regex -- these are the characters that a header may carry
  if (/[^\t\x20-\x7e\x80-\xff]/.test(text)) throw new InputError(`"${name}" has characters that a header cannot carry`, { input: name })
  return text
}

/** A scalar as text; what has no text of its own as JSON. */
export function plainText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
