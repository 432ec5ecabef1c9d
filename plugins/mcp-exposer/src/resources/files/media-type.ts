import { essenceOf, isJson, isText } from '@naftiko/plugin-api'
import mime from 'mime/lite'

/** Media type by the name of a file; `undefined` where the name says nothing. */
export function mediaTypeOf(file: string): string | undefined {
  return mime.getType(file) ?? undefined
}

/** A file as text, or `undefined` when it is none: neither its type nor its bytes may speak against it. */
export function asText(bytes: Uint8Array, mediaType: string | undefined): string | undefined {
  const essence = mediaType === undefined ? '' : essenceOf(mediaType)
  if (essence !== '' && !isText(essence) && !isJson(essence)) return undefined
  if (essence === '' && bytes.includes(0)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
