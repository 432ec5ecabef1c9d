import {
  type Mutable,
  type ByteStream,
  eachPiece,
  type Outcome,
  type OutcomeMetadata,
  type StreamOutcome,
  UnavailableError,
  UpstreamError,
} from '@naftiko/plugin-api'
import { withCharset } from './answer/charset.ts'
import type { Answer } from './answer/compile-answer.ts'
import { limited, refuseTooLarge } from './answer/limited.ts'
import type { UpstreamResponse } from './exchange/client.ts'
import type { UpstreamName } from './exchange/failure.ts'

/** Headers about the connection, and cookies: a session of the upstream belongs to the capability's credential, not to its callers. */
const DROPPED = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'set-cookie',
  'set-cookie2',
])

/** Bytes of an error answer that are kept. */
const LARGEST_ERROR = 10 * 1024 * 1024

/** What was asked. */
export interface Asked {
  readonly method: string
  readonly operation: string
  readonly answer: Answer
}

/** An answer as an outcome; from 300 on as an `UpstreamError` with the whole answer in it. */
export async function outcomeOf(response: UpstreamResponse, asked: Asked, name: UpstreamName): Promise<Outcome> {
  const outcome = relayedOutcome(response, asked)
  const { status } = response
  const { mediaType, chunks, metadata } = outcome
  if (asked.method === 'HEAD' || WITHOUT_BODY.has(status)) {
    if (status < 300 || status === 304) return { ...outcome, mediaType: asked.answer.mediaType ?? mediaType }
    throw upstreamError(asked.operation, { status, mediaType, body: new Uint8Array(), metadata })
  }
  if (status < 300) return success(response, asked.answer, outcome, name)
  throw upstreamError(asked.operation, { status, mediaType, body: await readError(chunks, name), metadata })
}

/** An answer as it is, whatever its status: its bytes have yet to be read. */
export function relayedOutcome(response: UpstreamResponse, { method }: Asked): StreamOutcome {
  const metadata: OutcomeMetadata = { status: response.status, headers: endToEnd(response.headers) }
  const mediaType = typeof response.headers['content-type'] === 'string' ? response.headers['content-type'] : ''
  if (method !== 'HEAD' && !WITHOUT_BODY.has(response.status)) return { kind: 'stream', mediaType, chunks: response.body.stream, metadata }
  // Read to its end at once, whoever asks: that frees the connection.
  response.body.discard()
  return { kind: 'stream', mediaType, chunks: nothing, metadata }
}

function success(
  response: UpstreamResponse,
  { decode, mediaType, largest }: Answer,
  said: StreamOutcome,
  name: UpstreamName,
): StreamOutcome {
  if (largest !== undefined) refuseTooLarge(response, largest, name)
  const outcome: Mutable<StreamOutcome> = {
    kind: 'stream',
    mediaType: mediaType ?? said.mediaType,
    chunks: largest === undefined ? said.chunks : limited(said.chunks, largest, name),
    metadata: said.metadata,
  }
  if (decode !== undefined) outcome.decode = withCharset(decode, said.mediaType)
  return outcome
}

/** Answers that end with their headers. */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304])

const nothing: ByteStream = {
  [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: undefined }) }),
  each: () => Promise.resolve(),
}

function upstreamError(operation: string, answer: ConstructorParameters<typeof UpstreamError>[1]): UpstreamError {
  return new UpstreamError(`${operation} answered with status ${answer.status}`, answer)
}

function endToEnd(headers: UpstreamResponse['headers']): Readonly<Record<string, string | readonly string[]>> {
  const named = typeof headers['connection'] === 'string' ? headers['connection'].toLowerCase().split(/\s*,\s*/) : []
  const result: Record<string, string | readonly string[]> = {}
  for (const name in headers) {
    const value = headers[name]
    if (value !== undefined && !DROPPED.has(name) && !named.includes(name)) result[name] = value
  }
  return result
}

async function readError(chunks: AsyncIterable<Uint8Array>, name: UpstreamName): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let size = 0
  await eachPiece(chunks, (piece) => {
    size += piece.length
    if (size > LARGEST_ERROR)
      throw new UnavailableError(
        'NAFTIKO_UPSTREAM_INVALID',
        `"${name.namespace}" (${name.host}) answers an error of more than ${LARGEST_ERROR} bytes`,
      )
    pieces.push(piece)
    return undefined
  })
  return Buffer.concat(pieces, size)
}
