import { Agent as HttpAgent, type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions as HttpsOptions } from 'node:https'
import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { Got, Request } from 'got'
import { CancelledError, InputError, InvocationError } from '@naftiko/plugin-api'
import { failureOf, type UpstreamName } from './failure.ts'
import { type Body, isBytes, isReplayable } from './request.ts'
import type { Timeouts } from './timeouts.ts'

/** A request, complete. */
export interface UpstreamRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Body
  readonly signal: AbortSignal
  /** Path and query go out exactly as they stand in `url`; otherwise as the URL standard writes them. */
  readonly verbatim?: boolean
}

/** An answer whose body has not been read. Whoever gets one reads it to its end or destroys it. */
export interface UpstreamResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Readable
}

export interface ClientOptions {
  readonly name: UpstreamName
  readonly timeouts: Timeouts
  readonly connections: number
}

/** Repeating these changes nothing more, so a request may be sent again when nobody can have answered the first. */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])
const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'EAI_AGAIN'])
const DROPPED = new Set(['ECONNRESET', 'EPIPE'])
const RETRY_DELAY_MS = 50
/** Methods that servers expect a body of, so that its absence must be said. */
const NEEDS_LENGTH = new Set(['POST', 'PUT', 'PATCH'])

/**
 * The connections to one upstream: kept alive, bounded in number, closed with the host. The only file that knows which
 * HTTP client is used.
 */
export class Client {
  readonly #options: ClientOptions
  readonly #agent: { readonly http: HttpAgent; readonly https: HttpsAgent }
  #got: Got | undefined

  constructor(options: ClientOptions) {
    this.#options = options
    const settings = { keepAlive: true, maxSockets: options.connections, scheduling: 'lifo' as const }
    this.#agent = { http: new HttpAgent(settings), https: new HttpsAgent(settings) }
  }

  /** Loads the HTTP client, so that the first call does not pay for it. */
  async open(): Promise<void> {
    const { connect, firstByte, total } = this.#options.timeouts
    const { got } = await import('got')
    this.#got = got.extend({
      throwHttpErrors: false,
      decompress: false,
      followRedirect: false,
      retry: { limit: 0 },
      agent: this.#agent,
      timeout: { lookup: connect, connect, secureConnect: connect, response: firstByte, request: total },
      headers: { 'user-agent': undefined },
      copyPipedHeaders: false,
    })
  }

  /** Sends once more only where that cannot do harm: the connection was never opened, or died unused under an idempotent request. */
  async send(request: UpstreamRequest): Promise<UpstreamResponse> {
    const first = await this.#attempt(request)
    if ('response' in first) return first.response
    if (!first.harmless || !isReplayable(request.body)) throw first.error
    await delay(RETRY_DELAY_MS)
    if (request.signal.aborted) throw new CancelledError()
    const second = await this.#attempt(request)
    if ('response' in second) return second.response
    throw second.error
  }

  close(): void {
    this.#agent.http.destroy()
    this.#agent.https.destroy()
  }

  #attempt(request: UpstreamRequest): Promise<Attempt> {
    const { method, url, headers, body, signal, verbatim } = request
    const { name } = this.#options
    if (signal.aborted) return Promise.resolve({ error: new CancelledError(), harmless: false })
    const bytes = body !== undefined && isBytes(body) ? body : undefined
    const stream = this.#got!.stream(url, {
      method: method as 'GET',
      headers: { ...headers, ...framingOf(method, headers, body) },
      allowGetBody: true,
      ...(bytes === undefined ? {} : { body: bytes }),
      ...(verbatim === true ? { request: requestExactly(url) } : {}),
    })
    return new Promise((resolve) => {
      const source: Source = {}
      let made: ClientRequest | undefined
      const abort = (): void => void stream.destroy()
      const leave = (): void => signal.removeEventListener('abort', abort)
      const fail = (error: InvocationError, harmless = false): void => {
        leave()
        resolve({ error: signal.aborted ? new CancelledError() : (source.error ?? error), harmless })
      }
      signal.addEventListener('abort', abort, { once: true })
      stream.once('request', (clientRequest: ClientRequest) => {
        made = clientRequest
      })
      stream.once('response', ({ statusCode, headers: answered }: IncomingMessage) =>
        resolve({ response: { status: statusCode!, headers: answered, body: stream } }),
      )
      stream.once('end', leave)
      stream.once('close', () => fail(failureOf(new Error('closed'), name)))
      stream.once('error', (error: NodeJS.ErrnoException) => fail(failureOf(error, name), isHarmless(error, method, made)))
      if (body === undefined) stream.end()
      else if (!isBytes(body)) sendPieces(stream, body, source)
    })
  }
}

type Attempt = { readonly response: UpstreamResponse } | { readonly error: InvocationError; readonly harmless: boolean }

/** Sends the target as it is written: parsing it as a URL would change some characters. */
function requestExactly(url: string): (parsed: URL, options: HttpsOptions) => ClientRequest {
  return (parsed, options) => {
    const target = url.slice(parsed.origin.length)
    const path = target.startsWith('/') ? target : `/${target}`
    return (parsed.protocol === 'https:' ? httpsRequest : httpRequest)(parsed, { ...options, path })
  }
}

/** What went wrong with the body on the side of the caller. */
interface Source {
  error?: InvocationError
}

/** How the upstream learns where the body ends, where the HTTP client would not say it by itself. */
function framingOf(method: string, headers: UpstreamRequest['headers'], body: Body | undefined): Record<string, string> {
  if (body === undefined) return NEEDS_LENGTH.has(method) ? { 'content-length': '0' } : {}
  return isBytes(body) || headers['content-length'] !== undefined ? {} : { 'transfer-encoding': 'chunked' }
}

/** A body that comes in pieces is sent as it comes, with the upstream setting the pace. */
function sendPieces(stream: Request, body: Exclude<Body, Uint8Array>, source: Source): void {
  const pieces = Readable.from(watched(body, source), { objectMode: false })
  pieces.once('error', (error) => stream.destroy(error))
  stream.once('close', () => pieces.destroy())
  stream.once('end', () => {
    // Answered before the body was complete: nobody wants the rest, and the connection is in the middle of it.
    if (!pieces.readableEnded) stream.destroy()
  })
  pieces.pipe(stream)
}

async function* watched(body: AsyncIterable<Uint8Array>, source: Source): AsyncIterable<Uint8Array> {
  try {
    yield* body
  } catch (error) {
    source.error = InvocationError.is(error) ? error : new InputError('the request broke off before its body was complete')
    throw error
  }
}

function isHarmless(error: NodeJS.ErrnoException, method: string, request: ClientRequest | undefined): boolean {
  const code = error.code ?? ''
  return NEVER_CONNECTED.has(code) || (DROPPED.has(code) && request?.reusedSocket === true && IDEMPOTENT.has(method))
}
