import { randomUUID } from 'node:crypto'
import { isHeaderText, InputError } from '@naftiko/plugin-api'
import { wellFormed } from '../encode.ts'
import type { EncodedBody } from './tools.ts'

/** One part of a multipart form: a text, or a file where it has a name or a content type of its own. */
export interface FormPart {
  readonly name: string
  readonly content: string | Uint8Array
  readonly filename?: string
  readonly contentType?: string
}

/** Writes the form. Not by `FormData`, which changes the line ends of texts and half characters. */
export function encodeParts(parts: readonly FormPart[]): EncodedBody {
  // No value can hold it: nobody knows it before it is made.
  const boundary = `part-${randomUUID()}`
  const pieces = parts.flatMap((part) => [
    Buffer.from(`--${boundary}\r\n${headOf(part)}\r\n\r\n`),
    typeof part.content === 'string' ? Buffer.from(wellFormed(part.content, part.name)) : part.content,
    Buffer.from('\r\n'),
  ])
  return {
    mediaType: `multipart/form-data; boundary=${boundary}`,
    bytes: Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]),
    inseparable: true,
  }
}

function headOf({ name, filename, contentType }: FormPart): string {
  const disposition = `Content-Disposition: form-data; name="${quoted(name, name)}"`
  if (filename === undefined && contentType === undefined) return disposition
  const type = contentType ?? 'application/octet-stream'
  if (!isHeaderText(type)) throw new InputError(`the content type of "${name}" has characters that a header cannot carry`, { input: name })
  return `${disposition}; filename="${quoted(filename ?? name, name)}"\r\nContent-Type: ${type}`
}

/** As browsers write names: in UTF-8, with what would end the text or the line encoded. */
function quoted(text: string, name: string): string {
  return wellFormed(text, name).replaceAll(/["\r\n]/g, (character) => encodeURIComponent(character))
}
