import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, type ZlibOptions } from 'node:zlib'
import {
  CancelledError,
  type Collected,
  type CollectOptions,
  eachPiece,
  essenceOf,
  InvocationError,
  isJson,
  isText,
  type JsonValue,
  type Outcome,
  type OutcomeMetadata,
  type StreamOutcome,
  UnavailableError,
} from '@naftiko/plugin-api'

/**
 * Reads an outcome to its end: as JSON where the media type or a decoder says so, as text where it is text, else as
 * bytes. Rejects with an `InvocationError` when it is larger than `limit` bytes, breaks off, or is not what it claims.
 */
export async function collect(outcome: Outcome, limit: number, options: CollectOptions = {}): Promise<Collected> {
  const collected = await read(outcome, limit, options)
  return outcome.blocks === undefined ? collected : { ...collected, blocks: outcome.blocks }
}

async function read(outcome: Outcome, limit: number, options: CollectOptions): Promise<Collected> {
  if (outcome.kind === 'value') return { kind: 'json', value: outcome.value, metadata: outcome.metadata }
  const essence = essenceOf(outcome.mediaType)
  const listener = options.onText !== undefined && isText(essence) ? textListener(options.onText) : undefined
  const raw = await readAll(outcome, options.limit ?? limit, options.signal, listener)
  const metadata = completeMetadata(outcome)
  if (raw.length === 0) return { kind: 'empty', metadata }
  const bytes = await decompress(raw, outcome, options.limit ?? limit)
  if (outcome.decode !== undefined) return { kind: 'json', value: await decodeWith(outcome, bytes), metadata }
  if (isJson(essence)) return { kind: 'json', value: parseJson(bytes, outcome.mediaType), metadata }
  if (essence === '' || isText(essence)) return looselyText(bytes, outcome.mediaType, metadata)
  return { kind: 'bytes', bytes, mediaType: outcome.mediaType, metadata }
}

/** What a stream says after its last piece is as good as said before, once all of it was read. */
function completeMetadata({ metadata, trailers }: StreamOutcome): OutcomeMetadata {
  return trailers === undefined ? metadata : { ...metadata, headers: { ...metadata.headers, ...trailers.read() } }
}

/** The value of what was collected, for a mapping; text that is JSON under another name counts as JSON. */
export function valueOf(collected: Collected): JsonValue {
  if (collected.kind === 'json') return collected.value
  if (collected.kind === 'empty') return null
  if (collected.kind === 'bytes') throw unreadable(collected.mediaType)
  try {
    return JSON.parse(collected.text) as JsonValue
  } catch {
    return collected.text
  }
}

async function readAll(outcome: StreamOutcome, limit: number, signal: AbortSignal | undefined, listener?: TextListener): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  await eachPiece(outcome.chunks, (chunk) => {
    if (signal?.aborted === true) throw new CancelledError()
    size += chunk.length
    if (size > limit) throw tooLarge(limit)
    chunks.push(chunk)
    listener?.push(chunk)
    return undefined
  })
  listener?.end()
  return chunks.length === 1 ? Buffer.from(chunks[0]!.buffer, chunks[0]!.byteOffset, chunks[0]!.byteLength) : Buffer.concat(chunks, size)
}

function tooLarge(limit: number): InvocationError {
  const message = `the answer is larger than ${limit} bytes, which is the most that is read at once`
  return new InvocationError('upstream', 502, 'NAFTIKO_OUTCOME_TOO_LARGE', message)
}

interface TextListener {
  push(chunk: Uint8Array): void
  end(): void
}

/** Hands out whole characters only: a chunk may end in the middle of one. */
function textListener(onText: (text: string) => void): TextListener {
  const decoder = new TextDecoder('utf-8')
  const tell = (text: string): void => {
    if (text !== '') onText(text)
  }
  return { push: (chunk) => tell(decoder.decode(chunk, { stream: true })), end: () => tell(decoder.decode()) }
}

type Decompress = (bytes: Uint8Array, options: ZlibOptions) => Promise<Buffer>

const DECOMPRESS: Readonly<Record<string, Decompress>> = {
  gzip: promisify<Uint8Array, ZlibOptions, Buffer>(gunzip),
  'x-gzip': promisify<Uint8Array, ZlibOptions, Buffer>(gunzip),
  deflate: promisify<Uint8Array, ZlibOptions, Buffer>(inflate),
  br: promisify<Uint8Array, ZlibOptions, Buffer>(brotliDecompress),
}

async function decompress(bytes: Buffer, outcome: StreamOutcome, limit: number): Promise<Buffer> {
  const encoding = outcome.metadata.headers?.['content-encoding']
  if (encoding === undefined || encoding === 'identity' || encoding === '') return bytes
  const run =
    typeof encoding === 'string' && Object.hasOwn(DECOMPRESS, encoding.toLowerCase()) ? DECOMPRESS[encoding.toLowerCase()] : undefined
  if (run === undefined)
    throw new UnavailableError(
      'NAFTIKO_UPSTREAM_INVALID',
      `the upstream answered in the encoding "${String(encoding)}", which cannot be read`,
    )
  try {
    return await run(bytes, { maxOutputLength: limit })
  } catch (error) {
    throw new UnavailableError(
      'NAFTIKO_UPSTREAM_INVALID',
      `the ${String(encoding)} answer of the upstream could not be unpacked: ${reasonOf(error)}`,
    )
  }
}

async function decodeWith(outcome: StreamOutcome, bytes: Uint8Array): Promise<JsonValue> {
  try {
    return await outcome.decode!(bytes)
  } catch (error) {
    if (InvocationError.is(error)) throw error
    throw new UnavailableError('NAFTIKO_UPSTREAM_INVALID', `the answer of the upstream could not be decoded: ${reasonOf(error)}`)
  }
}

function parseJson(bytes: Buffer, mediaType: string): JsonValue {
  try {
    return JSON.parse(bytes.toString('utf8')) as JsonValue
  } catch {
    throw new UnavailableError(
      'NAFTIKO_UPSTREAM_INVALID',
      `the upstream says that its answer is ${essenceOf(mediaType)}, but it is not valid JSON`,
    )
  }
}

/** Without a content type, what parses as JSON is JSON. */
function looselyText(bytes: Buffer, mediaType: string, metadata: OutcomeMetadata): Collected {
  const text = bytes.toString('utf8')
  if (mediaType === '' && /^\s*[[{]/.test(text)) {
    try {
      return { kind: 'json', value: JSON.parse(text) as JsonValue, metadata }
    } catch {
      // Not JSON after all: it is text.
    }
  }
  return { kind: 'text', text, mediaType, metadata }
}

function unreadable(mediaType: string): UnavailableError {
  return new UnavailableError(
    'NAFTIKO_UPSTREAM_INVALID',
    `the upstream answered ${essenceOf(mediaType) || 'bytes without a content type'}, and a mapping needs JSON or text; declare its outputRawFormat`,
  )
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
