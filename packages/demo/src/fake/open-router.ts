import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ApiError, send, toAnswer } from './answer.ts'
import type { Json } from './json.ts'
import { compileRouter, type Found } from './router.ts'
import { makeRoutes } from './routes.ts'

export interface FakeOpenRouterOptions {
  /** The only bearer token that is let in. Default: any. */
  readonly token?: string
  /** Milliseconds between two pieces of a stream. Default 0. */
  readonly paceMs?: number
  /** Default 0: a free port. */
  readonly port?: number
}

/** A request that the imitation received. */
export interface FakeRequest {
  readonly method: string
  /** As it came, with `/api/v1` and the query. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface FakeOpenRouter {
  /** Base address: `http://127.0.0.1:<port>/api/v1`. */
  readonly url: string
  readonly requests: readonly FakeRequest[]
  /** Ends everything at once. Safe to call twice. */
  close(): Promise<void>
}

const BASE = '/api/v1'

/**
 * Starts an imitation of the OpenRouter API on this machine: its operations, its error shape, its streams with their
 * comments. Nothing leaves the process, and no model is asked.
 */
export async function fakeOpenRouter(options: FakeOpenRouterOptions = {}): Promise<FakeOpenRouter> {
  const requests: FakeRequest[] = []
  const find = compileRouter(makeRoutes({ paceMs: options.paceMs ?? 0 }))
  const server = createServer((request, response) => void serve(request, response))
  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.on('error', () => {})
    try {
      const body = await readBody(message)
      requests.push({ method: message.method ?? 'GET', url: message.url ?? '/', headers: message.headers, body })
      checkToken(message.headers.authorization, options.token)
      const url = new URL(message.url ?? '/', 'http://fake')
      const found = locate(find, message.method ?? 'GET', url.pathname)
      const answer = await found.serve({ values: found.values, query: url.searchParams, body: parseBody(body), response })
      if (answer !== undefined) send(response, answer)
    } catch (error) {
      if (response.headersSent) response.destroy()
      else send(response, toAnswer(error))
    }
  }
  await listen(server, options.port ?? 0)
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}${BASE}`, requests, close: () => close(server) }
}

function locate(find: (method: string, path: string) => Found, method: string, path: string): Found {
  if (!path.startsWith(`${BASE}/`)) throw new ApiError(404, 'Not Found')
  return find(method, path.slice(BASE.length))
}

function checkToken(authorization: string | undefined, expected: string | undefined): void {
  const [, token] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? []
  if (token === undefined) throw new ApiError(401, 'No auth credentials found')
  if (expected !== undefined && token !== expected) throw new ApiError(401, 'User not found.')
}

async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of message) chunks.push(chunk as Uint8Array)
  return Buffer.concat(chunks).toString('utf8')
}

/** `undefined` when there is none. */
function parseBody(body: string): Json | undefined {
  if (body === '') return undefined
  try {
    return JSON.parse(body) as Json
  } catch {
    throw new ApiError(400, 'The body is not valid JSON')
  }
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
