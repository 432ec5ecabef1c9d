import type { ServerResponse } from 'node:http'
import {
  CancelledError,
  eachPiece,
  essenceOf,
  InvocationError,
  isEventStream,
  type Logger,
  type Outcome,
  type OutcomeMetadata,
  type ProblemBody,
  type StreamOutcome,
  toProblem,
  traceIdOf,
  UpstreamError,
  type ValueOutcome,
} from '@naftiko/plugin-api'
import { CACHE_CONTROL, isKnown, type Revalidation, tagged, tagOf } from './cache.ts'

type Headers = Record<string, string | readonly string[]>

/** What a reply needs to know of its request. */
export interface ReplyTo {
  readonly response: ServerResponse
  /** A `HEAD` request: everything but the body. */
  readonly headOnly: boolean
  readonly traceparent: string
  readonly log: Logger
  /** The answer may be kept, and this is what the caller knows of it. */
  readonly revalidation?: Revalidation | undefined
}

/** Headers that describe the bytes of the upstream, and so say nothing about a mapped answer. */
const ABOUT_BYTES = new Set([
  'content-length',
  'content-encoding',
  'content-type',
  'content-md5',
  'digest',
  'content-digest',
  'repr-digest',
  'etag',
  'last-modified',
  'accept-ranges',
  'content-range',
  'vary',
])

/** Writes an outcome: bytes as they come, or a value as JSON. */
export async function replyOutcome(outcome: Outcome, to: ReplyTo): Promise<void> {
  if (outcome.kind === 'value') replyValue(outcome, to)
  else if (to.revalidation === undefined || isLive(outcome)) await replyStream(outcome, to)
  else await replyTagged(outcome, to.revalidation, to)
}

function isLive({ mediaType, metadata: { status = 200 } }: StreamOutcome): boolean {
  return status !== 200 || isEventStream(essenceOf(mediaType))
}

async function replyTagged(outcome: StreamOutcome, revalidation: Revalidation, to: ReplyTo): Promise<void> {
  const { tag, chunks } = await tagged(outcome)
  if (tag === undefined) return replyStream({ ...outcome, chunks }, to)
  const said = headersOf(outcome.metadata, NOTHING, to.response)
  const own = cacheHeaders(tag, said)
  if (!isKnown(revalidation, tag)) {
    const headers = { ...outcome.metadata.headers, ...own }
    return replyStream({ ...outcome, chunks, metadata: { ...outcome.metadata, headers } }, to)
  }
  await chunks[Symbol.asyncIterator]().return?.()
  replyUnchanged({ ...said, ...own }, to)
}

function replyValue(outcome: ValueOutcome, to: ReplyTo): void {
  const { response, headOnly, revalidation } = to
  const status = outcome.metadata.status ?? 200
  const headers = headersOf(outcome.metadata, ABOUT_BYTES, response)
  if (status === 204 || status === 205 || status === 304) return void response.writeHead(status, headers as never).end()
  const body = JSON.stringify(outcome.value)
  if (revalidation !== undefined && status === 200) {
    const tag = tagOf(body)
    Object.assign(headers, cacheHeaders(tag, headers))
    if (isKnown(revalidation, tag)) return replyUnchanged(headers, to)
  }
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  } as never)
  if (headOnly) response.end()
  else endWith(response, body, 'utf8')
}

function cacheHeaders(tag: string, headers: Headers): Headers {
  return { etag: tag, 'cache-control': headers['cache-control'] ?? CACHE_CONTROL }
}

/** The caller has it already. */
function replyUnchanged(headers: Headers, { response }: ReplyTo): void {
  const { etag, vary, 'cache-control': control } = headers
  response.writeHead(304, { etag, 'cache-control': control, ...(vary === undefined ? {} : { vary }) } as never).end()
}

const NOTHING: ReadonlySet<string> = new Set()
const ABOUT_LENGTH: ReadonlySet<string> = new Set(['content-length', 'content-encoding'])

/**
 * Chunk by chunk, at the pace of the caller. An event stream says its headers at once, because its first event may take
 * long; any other answer says them with its first bytes, so that an upstream which breaks off before is still a 502.
 */
async function replyStream(outcome: StreamOutcome, to: ReplyTo): Promise<void> {
  const { response } = to
  const status = outcome.metadata.status ?? 200
  const head = (): void => void response.writeHead(status, streamHeaders(outcome, response) as never)
  if (to.headOnly) {
    head()
    response.end()
    await outcome.chunks[Symbol.asyncIterator]().return?.()
    return
  }
  if (isEventStream(essenceOf(outcome.mediaType))) {
    head()
    response.flushHeaders()
  }
  const length = Number(outcome.metadata.headers?.['content-length'])
  await eachPiece(outcome.chunks, (piece) => {
    if (!response.headersSent) {
      head()
      if (piece.length === length && length <= ONE_WRITE) {
        endWith(response, Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString('latin1'), 'latin1')
        return undefined
      }
    }
    return response.write(piece) ? undefined : drained(response)
  })
  if (response.writableEnded) return
  // Nothing came: a length that the upstream told, as it does for HEAD, would keep the caller waiting.
  if (!response.headersSent)
    response.writeHead(status, withType(headersOf(outcome.metadata, ABOUT_LENGTH, response), outcome.mediaType) as never)
  else if (outcome.trailers !== undefined) response.addTrailers(outcome.trailers.read())
  response.end()
}

/**
 * Ends a response with its whole body. Headers and body become one text and one write to the socket, where `end` alone
 * makes two parts of them.
 */
function endWith(response: ServerResponse, body: string, encoding: 'latin1' | 'utf8'): void {
  response.cork()
  response.write(body, encoding)
  response.uncork()
  response.end()
}

/** A body of so many bytes costs less as a part of the text of its headers than beside it. */
const ONE_WRITE = 16 * 1024

function streamHeaders({ metadata, mediaType, trailers }: StreamOutcome, response: ServerResponse): Headers {
  const headers = headersOf(metadata, NOTHING, response)
  if (mediaType !== '') headers['content-type'] = mediaType
  // Which headers may follow the body.
  if (trailers !== undefined) headers['trailer'] = trailers.names.join(', ')
  return headers
}

function withType(headers: Headers, mediaType: string): Headers {
  return mediaType === '' ? headers : { ...headers, 'content-type': mediaType }
}

/** Waits until the caller is ready for more. Rejects with a `CancelledError` when it is gone. */
function drained(response: ServerResponse): Promise<void> {
  if (response.destroyed) return Promise.reject(new CancelledError())
  return new Promise((resolve, reject) => {
    const ready = (): void => {
      response.off('close', gone)
      resolve()
    }
    const gone = (): void => {
      response.off('drain', ready)
      reject(new CancelledError())
    }
    response.once('drain', ready)
    response.once('close', gone)
  })
}

function headersOf(metadata: OutcomeMetadata, without: ReadonlySet<string>, response: ServerResponse): Headers {
  const headers: Headers = {}
  for (const name in metadata.headers) if (!without.has(name)) headers[name] = metadata.headers[name]!
  // What answers of this exposer differ by is added to what those of the upstream do.
  const own = response.getHeader('vary')
  if (own !== undefined && headers['vary'] !== undefined) headers['vary'] = [String(own), headers['vary']].flat().join(', ')
  return headers
}

/** Writes an error: the upstream's own answer as it is, anything else as a problem (RFC 9457). */
export function replyError(error: unknown, to: ReplyTo): void {
  const { response, log, traceparent } = to
  if (response.headersSent) {
    // A caller that has part of an answer gets what arrived of it, and must see that it is not the whole: the connection
    // ends without the end of the body.
    if (!response.destroyed) log.warn('an answer broke off in the middle', { error, traceId: traceIdOf(traceparent) })
    if (response.socket === null) response.destroy()
    else response.socket.destroySoon()
    return
  }
  if (response.destroyed) return
  if (UpstreamError.is(error)) return replyUpstreamError(error, to)
  if (!InvocationError.is(error) || error.fault === 'engine') log.error('a call failed', { error, traceId: traceIdOf(traceparent) })
  if (InvocationError.is(error) && error.fault === 'cancelled') return void response.destroy()
  replyProblem(toProblem(error, traceIdOf(traceparent)), to)
}

function replyUpstreamError(error: UpstreamError, { response, headOnly }: ReplyTo): void {
  const headers: Headers = { ...headersOf(error.metadata, NOTHING, response), 'content-length': String(error.body.length) }
  response.writeHead(error.status, withType(headers, error.mediaType) as never)
  response.end(headOnly ? undefined : error.body)
}

export function replyProblem(
  problem: ProblemBody,
  { response, headOnly }: Pick<ReplyTo, 'response' | 'headOnly'>,
  headers: Headers = {},
): void {
  const body = JSON.stringify(problem)
  response.writeHead(problem.status, {
    ...headers,
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
  } as never)
  response.end(headOnly ? undefined : body)
}
