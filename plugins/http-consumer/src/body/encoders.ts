import type { JsonObject, JsonValue } from '@naftiko/plugin-api'
import { textOf } from '../json.ts'
import { readDataUrl } from './data-url.ts'
import { encodeForm } from './form.ts'
import { contentTypeOf, kindOf } from './media-types.ts'
import { encodeMultipart } from './multipart.ts'
import type { EncodedBody } from './tools.ts'

export function jsonBytes(value: JsonValue): Uint8Array {
  return Buffer.from(JSON.stringify(value))
}

/** How one value becomes the body as a whole. */
export interface WholeEncoder {
  readonly mediaType: string
  value(value: JsonValue): EncodedBody
}

/** JSON as JSON. Of any other type a text is the body itself, and a data URL stands for its bytes. */
export function wholeEncoder(type: string): WholeEncoder {
  const kind = kindOf(type)
  const mediaType = contentTypeOf(kind, type)
  if (kind === 'json') return { mediaType, value: (value) => ({ mediaType, bytes: jsonBytes(value) }) }
  return {
    mediaType,
    value: (value) => ({
      mediaType,
      bytes: (typeof value === 'string' ? readDataUrl(value)?.bytes : undefined) ?? Buffer.from(textOf(value)),
    }),
  }
}

/** How named values become a body: the members of a JSON object, or the fields of a form. */
export function fieldsEncoder(type: string): (fields: JsonObject) => EncodedBody | Promise<EncodedBody> {
  const kind = kindOf(type)
  if (kind === 'form') return encodeForm
  if (kind === 'multipart') return encodeMultipart
  const mediaType = kind === 'json' ? contentTypeOf(kind, type) : 'application/json'
  return (fields) => ({ mediaType, bytes: jsonBytes(fields) })
}
