import { essenceOf, isObject, isText, type JsonObject, type JsonValue } from '@naftiko/plugin-api'

/** What one block holds: text, or bytes. */
export type Piece =
  | { readonly text: string; readonly mediaType: string; readonly isPlainText: boolean }
  | { readonly text?: undefined; readonly mediaType: string; readonly bytes: Uint8Array; readonly isPlainText?: undefined }

/** The piece in a block; `undefined` for one that holds none, such as a link. */
export function pieceOf(block: JsonObject): Piece | undefined {
  const { type, text, data, mimeType, resource } = block
  if (type === 'text' && typeof text === 'string') return { text, mediaType: 'text/plain', isPlainText: true }
  if ((type === 'image' || type === 'audio') && typeof data === 'string') return bytesPiece(data, mimeType)
  if (type !== 'resource' || !isObject(resource)) return undefined
  if (typeof resource['blob'] === 'string') return bytesPiece(resource['blob'], resource['mimeType'])
  if (typeof resource['text'] !== 'string') return undefined
  const mediaType = mediaTypeOf(resource['mimeType'], 'text/plain')
  return { text: resource['text'], mediaType: withCharset(mediaType), isPlainText: false }
}

function bytesPiece(base64: string, mimeType: JsonValue | undefined): Piece {
  return { mediaType: mediaTypeOf(mimeType, 'application/octet-stream'), bytes: Buffer.from(base64, 'base64') }
}

/** A type, a subtype, and parameters in printable characters: nothing else can be a header. */
const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+ *(;[\x20-\x7e]*)?$/

function mediaTypeOf(written: JsonValue | undefined, otherwise: string): string {
  return typeof written === 'string' && MEDIA_TYPE.test(written) ? written : otherwise
}

/** Texts of the protocol are in UTF-8 once they are bytes. */
function withCharset(mediaType: string): string {
  return isText(essenceOf(mediaType)) && !/;\s*charset\s*=/i.test(mediaType) ? `${mediaType}; charset=utf-8` : mediaType
}

/** The value of a text that is a JSON object or list; `undefined` for any other. */
export function jsonOf(text: string): JsonValue | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}
