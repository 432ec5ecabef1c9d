import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cut } from './cut.ts'
import { type Deferred, deferred } from './deferred.ts'
import type { Reply, ReplyOptions } from './reply.ts'
import { recordRequest, type UpstreamRequest } from './request.ts'
import { parseRoute, type RouteMatch } from './route.ts'
import { openStream, type UpstreamStream } from './stream.ts'

/** A local HTTP server that answers as a test says and remembers what it was asked. */
export interface Upstream extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, without a slash at its end. */
  readonly url: string
  /** Everything that was asked, in the order in which it was read. */
  readonly requests: readonly UpstreamRequest[]
  /** Answers this route so from now on. A later route wins over an earlier one. */
  on(route: string, reply: Reply): Upstream
  /** Answers the next request of this route piece by piece, at the hand of the test. */
  stream(route: string, options?: ReplyOptions): UpstreamStream
  /** The first request that no `next` has given out yet, as soon as there is one. */
  next(): Promise<UpstreamRequest>
  /** Ends everything at once: open answers are cut, and later connections are refused. Safe to call twice. */
  close(): Promise<void>
}

/** Starts an upstream on a free loopback port. What no route fits is answered with 404. */
export async function upstream(routes: Readonly<Record<string, Reply>> = {}): Promise<Upstream> {
  const script = new Script()
  for (const [route, reply] of Object.entries(routes)) script.on(route, reply)
  const server = createServer((message, response) => void script.serve(message, response))
  const url = await listen(server)
  const close = async (): Promise<void> => {
    script.end()
    await closed(server)
  }
  const api: Upstream = {
    url,
    requests: script.requests,
    on: (route, reply) => {
      script.on(route, reply)
      return api
    },
    stream: (route, options) => {
      const { stream, reply } = openStream(options)
      script.on(route, reply)
      return stream
    },
    next: () => script.next(),
    close,
    [Symbol.asyncDispose]: close,
  }
  return api
}

/** An address that refuses connections: it was free a moment ago, and nobody listens there. */
export async function refusedUrl(): Promise<string> {
  const server = createServer()
  const url = await listen(server)
  await closed(server)
  return url
}

/** The routes, what arrived, and who waits for it. */
class Script {
  readonly requests: UpstreamRequest[] = []
  readonly #routes: { readonly matches: RouteMatch; readonly route: string; readonly reply: Reply }[] = []
  readonly #waiting: Deferred<UpstreamRequest>[] = []
  readonly #open = new Set<ServerResponse>()
  #given = 0

  on(route: string, reply: Reply): void {
    this.#routes.unshift({ matches: parseRoute(route), route, reply })
  }

  async serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => {})
    this.#open.add(response)
    response.once('close', () => this.#open.delete(response))
    const request = await recordRequest(message, response)
    this.requests.push(request)
    this.#waiting.shift()?.resolve(this.#give())
    const reply = this.#routes.find(({ matches }) => matches(request.method, request.path))?.reply ?? this.#unknown()
    try {
      await reply(response, request)
    } catch (error) {
      if (response.headersSent) response.destroy()
      else response.writeHead(500).end(`the reply of this test failed: ${String(error)}`)
    }
  }

  next(): Promise<UpstreamRequest> {
    if (this.#given < this.requests.length) return Promise.resolve(this.#give())
    const waiting = deferred<UpstreamRequest>()
    this.#waiting.push(waiting)
    return waiting.promise
  }

  end(): void {
    for (const waiting of this.#waiting.splice(0)) waiting.reject(new Error('the upstream was closed before another request came'))
    for (const response of this.#open) cut(response)
  }

  #give(): UpstreamRequest {
    const request = this.requests[this.#given] as UpstreamRequest
    this.#given += 1
    return request
  }

  #unknown(): Reply {
    const known = this.#routes.map(({ route }) => route).toReversed()
    return (response, { method, path }) =>
      void response
        .writeHead(404, { 'content-type': 'text/plain' })
        .end(`this upstream has no ${method} ${path}; it has ${known.join(', ')}`)
  }
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function closed(server: Server): Promise<void> {
  if (!server.listening) return
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
