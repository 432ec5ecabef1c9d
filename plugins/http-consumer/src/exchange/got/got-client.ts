import { Agent as HttpAgent, type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions as HttpsOptions } from 'node:https'
import type { Got, Request } from 'got'
import { CancelledError, type InvocationError, whenAborted } from '@naftiko/plugin-api'
import { type Body, isBytes } from '../../request.ts'
import { type Attempt, isHarmless, sendAgain } from '../again.ts'
import type { Client, ClientOptions, UpstreamRequest, UpstreamResponse } from '../client.ts'
import { failureOf } from '../failure.ts'
import { type Source, streamOf } from '../sent-body.ts'
import { StreamedBody } from './got-body.ts'

/** Methods that servers expect a body of, so that its absence must be said. */
const NEEDS_LENGTH = new Set(['POST', 'PUT', 'PATCH'])

/** Sends requests through got, over agents of `node:http`. */
export class GotClient implements Client {
  readonly #options: ClientOptions
  readonly #agent: { readonly http: HttpAgent; readonly https: HttpsAgent }
  #got: Got | undefined

  constructor(options: ClientOptions) {
    this.#options = options
    const settings = { keepAlive: true, maxSockets: options.connections, scheduling: 'lifo' as const }
    this.#agent = { http: new HttpAgent(settings), https: new HttpsAgent(settings) }
  }

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

  send(request: UpstreamRequest): Promise<UpstreamResponse> {
    return sendAgain(request, (one) => this.#attempt(one))
  }

  close(): void {
    this.#agent.http.destroy()
    this.#agent.https.destroy()
  }

  #attempt(request: UpstreamRequest): Promise<Attempt> {
    const { method, url, headers, body, signal, verbatim } = request
    const {
      name,
      timeouts: { idle },
    } = this.#options
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
      const waiting = whenAborted(signal, { onAbort: () => void stream.destroy() })
      const fail = (error: InvocationError, harmless = false): void => {
        waiting.leave()
        resolve({ error: signal.aborted ? new CancelledError() : (source.error ?? error), harmless })
      }
      stream.once('request', (clientRequest: ClientRequest) => {
        made = clientRequest
      })
      stream.once('response', ({ statusCode, headers: answered }: IncomingMessage) =>
        resolve({
          response: { status: statusCode!, headers: answered, body: new StreamedBody(stream, { name, idle, signal }) },
        }),
      )
      stream.once('end', () => waiting.leave())
      stream.once('close', () => fail(failureOf(new Error('closed'), name)))
      stream.once('error', (error: NodeJS.ErrnoException) =>
        fail(failureOf(error, name), isHarmless(error.code ?? '', method, made?.reusedSocket === true)),
      )
      if (body === undefined) stream.end()
      else if (!isBytes(body)) sendPieces(stream, body, source)
    })
  }
}

/** Sends the target as it is written: parsing it as a URL would change some characters. */
function requestExactly(url: string): (parsed: URL, options: HttpsOptions) => ClientRequest {
  return (parsed, options) => {
    const target = url.slice(parsed.origin.length)
    const path = target.startsWith('/') ? target : `/${target}`
    return (parsed.protocol === 'https:' ? httpsRequest : httpRequest)(parsed, { ...options, path })
  }
}

/** How the upstream learns where the body ends, where the HTTP client would not say it by itself. */
function framingOf(method: string, headers: UpstreamRequest['headers'], body: Body | undefined): Record<string, string> {
  if (body === undefined) return NEEDS_LENGTH.has(method) ? { 'content-length': '0' } : {}
  return isBytes(body) || headers['content-length'] !== undefined ? {} : { 'transfer-encoding': 'chunked' }
}

/** A body that comes in pieces is sent as it comes, with the upstream setting the pace. */
function sendPieces(stream: Request, body: Exclude<Body, Uint8Array>, source: Source): void {
  const pieces = streamOf(body, source)
  pieces.once('error', (error) => stream.destroy(error))
  stream.once('close', () => pieces.destroy())
  stream.once('end', () => {
    // Answered before the body was complete: nobody wants the rest, and the connection is in the middle of it.
    if (!pieces.readableEnded) stream.destroy()
  })
  pieces.pipe(stream)
}
