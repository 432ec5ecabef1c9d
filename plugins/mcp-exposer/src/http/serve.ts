import type { IncomingMessage, ServerResponse } from 'node:http'
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js'
import { essenceOf, InputError, readBody, toProblem, traceIdOf } from '@naftiko/plugin-api'
import { ERROR, ProtocolError } from '../protocol-error.ts'
import type { ServerContext } from '../server.ts'
import type { ToolTable } from '../tool-table.ts'
import { Exchange } from './exchange.ts'
import { type Messages, parseMessages, wantsStream } from './messages.ts'

/** The path of the endpoint. The root answers as well, so that a mounted exposer is found under its prefix. */
export const MCP_PATH = '/mcp'

/** The revisions that are spoken; the handshake picks one. A request that names another one is refused with this list. */
export const PROTOCOL_VERSIONS: readonly string[] = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05', '2024-10-07']

export interface HttpService {
  /** Loads what requests need, so that the first one does not wait for it. */
  prepare(): Promise<void>
  handle(request: IncomingMessage, response: ServerResponse): void
}

/**
 * Streamable HTTP without sessions: each POST is answered by a server of its own, so that a restart, a reload or a
 * second replica loses nothing. There is no standing stream (GET) and nothing to end (DELETE).
 */
export function httpService(table: ToolTable, context: ServerContext, limit: number): HttpService {
  let loading: Promise<typeof import('../server.ts')> | undefined
  const load = (): Promise<typeof import('../server.ts')> => (loading ??= import('../server.ts'))
  const serialize = serializer(table)

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    refuseOther(request)
    const messages = parseMessages(await readBody(request, limit))
    refuseVersion(request, messages)
    if (messages.requests.length === 0) return void response.writeHead(202).end()
    const { connectServer } = await load()
    if (response.destroyed) return
    const exchange = new Exchange(response, messages, { stream: wantsStream(messages, request.headers), serialize })
    await connectServer(table, context, exchange)
    for (const message of messages.requests) exchange.onmessage?.(message, { requestInfo: { headers: request.headers } })
  }
  return {
    prepare: async () => void (await load()),
    handle: (request, response) => {
      serve(request, response).catch((error: unknown) => answerError(error, request, response, context))
    },
  }
}

/** The list of tools is one object for all answers, and so is its text. */
function serializer(table: ToolTable): (message: JSONRPCMessage) => string {
  let list: string | undefined
  return (message) => {
    if (!('result' in message) || (message.result as object) !== table.list) return JSON.stringify(message)
    list ??= JSON.stringify(table.list)
    return `{"jsonrpc":"2.0","id":${JSON.stringify(message.id)},"result":${list}}`
  }
}

class Refusal extends InputError {
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message, { status, code })
    this.headers = headers
  }
}

function refuseOther(request: IncomingMessage): void {
  const path = (request.url ?? '/').replace(/[?#].*$/, '').replace(/\/+$/, '')
  if (path !== '' && path !== MCP_PATH) throw new Refusal(404, 'NAFTIKO_NOT_FOUND', `nothing is served here; the endpoint is ${MCP_PATH}`)
  if (request.method !== 'POST') {
    throw new Refusal(
      405,
      'NAFTIKO_METHOD_NOT_ALLOWED',
      'this server keeps no sessions and no standing stream; send each message with POST',
      { allow: 'POST' },
    )
  }
  const type = essenceOf(request.headers['content-type'] ?? 'application/json')
  if (type !== 'application/json') throw new Refusal(415, 'NAFTIKO_MEDIA_TYPE', `messages are application/json, and this one is "${type}"`)
}

/** A handshake negotiates; every other request may only name a version that exists. */
function refuseVersion(request: IncomingMessage, messages: Messages): void {
  const version = request.headers['mcp-protocol-version']
  if (
    version === undefined ||
    PROTOCOL_VERSIONS.includes(String(version)) ||
    messages.requests.some((message) => message.method === 'initialize')
  )
    return
  throw new ProtocolError(
    ERROR.refused,
    `protocol version ${String(version)} is not supported; supported are ${PROTOCOL_VERSIONS.join(', ')}`,
  )
}

function answerError(error: unknown, request: IncomingMessage, response: ServerResponse, context: ServerContext): void {
  // The client went away while it was sending: nobody is left to be told.
  if (response.destroyed || (request.destroyed && !request.complete)) return void response.destroy()
  if (error instanceof ProtocolError)
    return write(response, 400, 'application/json', { jsonrpc: '2.0', id: null, error: { code: error.code, message: error.message } }, {})
  const traceId = traceIdOf(context.trace(headerOf(request, 'traceparent')).traceparent)
  const problem = toProblem(error, traceId)
  if (problem.status >= 500) context.log.error('a request could not be answered', { traceId, error })
  if (response.headersSent) return void response.destroy()
  // The rest of a body that was refused is thrown away: a client listens only after it has sent all of it.
  const rest = request.complete ? {} : { connection: 'close' }
  request.resume()
  write(response, problem.status, 'application/problem+json', problem, { ...rest, ...(error instanceof Refusal ? error.headers : {}) })
}

function write(response: ServerResponse, status: number, type: string, body: object, headers: Readonly<Record<string, string>>): void {
  const text = JSON.stringify(body)
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text), ...headers }).end(text)
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}
