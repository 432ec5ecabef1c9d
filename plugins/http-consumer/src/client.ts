import { Agent as HttpAgent, type ClientRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Got, Request } from 'got'
import { CancelledError, InvocationError } from '@naftiko/plugin-api'
import { failureOf, type UpstreamName } from './failure.ts'
import { type Body, isBytes } from './request.ts'
import type { Timeouts } from './timeouts.ts'

/** A request, complete. */
export interface UpstreamRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Body
  readonly signal: AbortSignal
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

  #attempt(request: UpstreamRequest): Promise<{ response: UpstreamResponse } | { error: InvocationError; harmless: boolean }> {
    const { method, url, headers, body, signal } = request
    if (signal.aborted) return Promise.resolve({ error: new CancelledError(), harmless: false })
    const bytes = body !== undefined && isBytes(body) ? body : undefined
    const stream = this.#got!.stream(url, { method: method as 'GET', headers: { ...headers }, allowGetBody: true, ...(bytes === undefined ? {} : { body: bytes }) })
    return new Promise((resolve) => {
      let clientRequest: ClientRequest | undefined
      let sourceError: unknown
      const abort = (): void => void stream.destroy()
      const settle = (result: { response: UpstreamResponse } | { error: InvocationError; harmless: boolean }): void => {
        if ('error' in result) signal.removeEventListener('abort', abort)
        resolve(result)
      }
      signal.addEventListener('abort', abort, { once: true })
      stream.once('request', (made: ClientRequest) => {
        clientRequest = made
      })
      stream.once('response', (response: IncomingMessage) => settle({ response: { status: response.statusCode!, headers: response.headers, body: stream } }))
      stream.once('close', () => {
        signal.removeEventListener('abort', abort)
        settle({ error: signal.aborted ? new CancelledError() : failureOf(new Error('closed'), this.#options.name), harmless: false })
      })
      stream.once('error', (error: NodeJS.ErrnoException) => {
        if (signal.aborted) return settle({ error: new CancelledError(), harmless: false })
        if (InvocationError.is(sourceError)) return settle({ error: sourceError, harmless: false })
        return settle({ error: failureOf(error, this.#options.name), harmless: isHarmless(error, method, clientRequest) })
      })
      if (bytes === undefined) sendBody(stream, body, (error) => (sourceError = error))
    })
  }
}

/** A body that comes in pieces is sent as it comes, with the upstream setting the pace. */
function sendBody(stream: Request, body: Body | undefined, failed: (error: unknown) => void): void {
  if (body === undefined) return void stream.end()
  pipeline(Readable.from(body, { objectMode: false }), stream, { end: true }).catch((error: unknown) => {
    failed(error)
    stream.destroy(error as Error)
  })
}

function isReplayable(body: Body | undefined): boolean {
  return body === undefined || isBytes(body)
}

function isHarmless(error: NodeJS.ErrnoException, method: string, request: ClientRequest | undefined): boolean {
  const code = error.code ?? ''
  return NEVER_CONNECTED.has(code) || (DROPPED.has(code) && request?.reusedSocket === true && IDEMPOTENT.has(method))
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
