import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, type ZlibOptions } from 'node:zlib'
import {
  bodyTooLarge,
  emptyObject,
  essenceOf,
  inexactNumber,
  InputError,
  isJson,
  type JsonValue,
  limitedBody,
  type Payload,
  type PayloadUse,
  readBody,
} from '@naftiko/plugin-api'

/** Bodies up to this size are read whole before the call: cheaper than a stream, and the call can be repeated where that is harmless. */
const SMALL = 256 * 1024

/** The body of a request, in the way that the call uses it. `null` when there is none. */
export async function readPayload(request: IncomingMessage, use: PayloadUse, limit: number): Promise<Payload | null> {
  if (use === 'none' || !hasBody(request)) return null
  const length = lengthOf(request)
  if (length !== undefined && length > limit) throw bodyTooLarge(limit)
  const mediaType = request.headers['content-type'] ?? ''
  const encoding = (request.headers['content-encoding'] ?? 'identity').toLowerCase()
  if ((use === 'opaque' || use === 'sent') && encoding === 'identity' && isLarge(length)) return streamed(request, mediaType, length, limit)
  const bytes = await decompress(await readBody(request, limit), encoding, limit)
  if (bytes.length === 0) return null
  return { mediaType, bytes, length: bytes.length, ...(use === 'json' ? await valueOf(bytes, mediaType) : {}) }
}

/** The body exactly as it comes, whatever it is. `null` when there is none. */
export async function readUntouched(request: IncomingMessage, limit: number): Promise<Payload | null> {
  if (!hasBody(request)) return null
  const length = lengthOf(request)
  if (length !== undefined && length > limit) throw bodyTooLarge(limit)
  const mediaType = request.headers['content-type'] ?? ''
  if (isLarge(length)) return streamed(request, mediaType, length, limit)
  return { mediaType, bytes: await readBody(request, limit), length: length! }
}

function isLarge(length: number | undefined): boolean {
  return length === undefined || length > SMALL
}

function streamed(request: IncomingMessage, mediaType: string, length: number | undefined, limit: number): Payload {
  return { mediaType, bytes: limitedBody(request, limit), ...(length === undefined ? {} : { length }) }
}

function hasBody(request: IncomingMessage): boolean {
  return request.headers['transfer-encoding'] !== undefined || (lengthOf(request) ?? 0) > 0
}

function lengthOf(request: IncomingMessage): number | undefined {
  const header = request.headers['content-length']
  return header === undefined ? undefined : Number(header)
}

type Decompress = (bytes: Uint8Array, options: ZlibOptions) => Promise<Buffer>

const DECOMPRESS: Readonly<Record<string, Decompress>> = {
  gzip: promisify<Uint8Array, ZlibOptions, Buffer>(gunzip),
  deflate: promisify<Uint8Array, ZlibOptions, Buffer>(inflate),
  br: promisify<Uint8Array, ZlibOptions, Buffer>(brotliDecompress),
}

/** The limit counts for what comes out, too: a few bytes can unpack to gigabytes. */
async function decompress(bytes: Buffer, encoding: string, limit: number): Promise<Buffer> {
  if (encoding === 'identity') return bytes
  const run = Object.hasOwn(DECOMPRESS, encoding) ? DECOMPRESS[encoding] : undefined
  if (run === undefined)
    throw new InputError(`a body in the encoding "${encoding}" cannot be read; send it as it is, or as gzip`, {
      status: 415,
      code: 'NAFTIKO_MEDIA_TYPE',
    })
  try {
    return await run(bytes, { maxOutputLength: limit })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw bodyTooLarge(limit)
    throw new InputError(`the body is not valid ${encoding}`)
  }
}

/** JSON by its content type, or without one by its look; the fields of a form as an object, files as data URLs. */
async function valueOf(bytes: Buffer, mediaType: string): Promise<{ readonly value?: JsonValue }> {
  const essence = essenceOf(mediaType)
  if (essence === 'multipart/form-data') return { value: await partsOf(bytes, mediaType) }
  if (essence === 'application/x-www-form-urlencoded') return { value: formOf(bytes.toString('utf8')) }
  const saysJson = isJson(essence)
  if (!saysJson && essence !== '') return {}
  const text = bytes.toString('utf8')
  let value: JsonValue
  try {
    value = JSON.parse(text) as JsonValue
  } catch (error) {
    if (!saysJson) return {}
    throw new InputError(`the body is not valid JSON: ${reasonOf(error)}`)
  }
  const lost = inexactNumber(text)
  if (lost !== undefined) throw new InputError(`the number ${lost} in the body has more digits than can be kept; send it as a text`)
  return { value }
}

/** Node quotes the text around the mistake; only what and where goes on. */
function reasonOf(error: unknown): string {
  return (error as Error).message.replace(/,? ?(?:\.\.\.)?"[\s\S]*" is not valid JSON$/, '').replace(/ \(line \d+ column \d+\)$/, '')
}

async function partsOf(bytes: Buffer, mediaType: string): Promise<JsonValue> {
  let form: FormData
  try {
    form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': mediaType } }).formData()
  } catch {
    throw new InputError('the body is no valid multipart form')
  }
  const fields = emptyObject()
  for (const [name, part] of form) add(fields, name, typeof part === 'string' ? part : await dataUrlOf(part))
  return fields
}

/** JSON knows no bytes, so a file is a text that says its type, its name and what is in it. */
async function dataUrlOf(file: File): Promise<string> {
  const type = file.type === '' ? 'application/octet-stream' : essenceOf(file.type)
  return `data:${type};name=${encodeURIComponent(file.name)};base64,${Buffer.from(await file.arrayBuffer()).toString('base64')}`
}

/** A name that comes again makes a list. */
function add(fields: Record<string, JsonValue>, name: string, value: JsonValue): void {
  const known = fields[name]
  fields[name] = known === undefined ? value : Array.isArray(known) ? [...(known as readonly JsonValue[]), value] : [known, value]
}

function formOf(text: string): JsonValue {
  const fields = emptyObject()
  for (const [name, value] of new URLSearchParams(text)) add(fields, name, value)
  return fields
}
