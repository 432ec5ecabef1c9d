import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { Client as ModernClient, StreamableHTTPClientTransport as ModernHttp } from '@modelcontextprotocol/client'
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as OldHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { JsonObject } from '@naftiko/plugin-api'
import { lineTransport } from './line-transport.ts'

/** What is asked of a client here, whatever library and revision it is made of. */
export interface TestClient {
  names(): Promise<readonly string[]>
  call(name: string, args: JsonObject): Promise<ToolResult>
  close(): Promise<void>
}

export interface ToolResult {
  readonly content: readonly { readonly type: string; readonly text?: string }[]
  readonly structuredContent?: unknown
  readonly isError?: boolean
}

type Headers = Readonly<Record<string, string>>

/** The ends of a server's stdin and stdout that are the client's. */
export interface Pipes {
  readonly input: Readable
  readonly output: Writable
}

/** Connects to a URL, sending these headers along, or to a server at the other end of pipes. */
export type Connect = (place: string | Pipes, headers?: Headers) => Promise<TestClient>

const INFO = { name: 'test', version: '0' }

type AnySdk = Pick<OldClient, 'close'> & {
  listTools(): Promise<{ tools: { name: string }[] }>
  callTool(params: { name: string; arguments: JsonObject }): Promise<unknown>
}

function sdk(client: AnySdk): TestClient {
  return {
    names: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args) => (await client.callTool({ name, arguments: args })) as ToolResult,
    close: () => client.close(),
  }
}

async function old(place: string | Pipes, headers: Headers = {}): Promise<TestClient> {
  const client = new OldClient(INFO)
  const requestInit = { headers: { ...headers } }
  const transport = typeof place === 'string' ? new OldHttp(new URL(place), { requestInit }) : lineTransport(place.input, place.output)
  await client.connect(transport as Parameters<OldClient['connect']>[0])
  return sdk(client as unknown as AnySdk)
}

function modern(options: ConstructorParameters<typeof ModernClient>[1]): Connect {
  return async (place, headers = {}) => {
    const client = new ModernClient(INFO, options)
    const requestInit = { headers: { ...headers } }
    const transport = typeof place === 'string' ? new ModernHttp(new URL(place), { requestInit }) : lineTransport(place.input, place.output)
    await client.connect(transport as Parameters<ModernClient['connect']>[0])
    return sdk(client as unknown as AnySdk)
  }
}

/** No library: the messages as the revision says they are. */
function raw(revision: string): Connect {
  const isStateless = revision === '2026-07-28'
  const envelope = { 'io.modelcontextprotocol/protocolVersion': revision, 'io.modelcontextprotocol/clientCapabilities': {} }
  return async (place, more = {}) => {
    let last = 0
    const send: Send = typeof place === 'string' ? overHttp(place, more) : overPipes(place)
    const ask = async (method: string, params: JsonObject): Promise<JsonObject> => {
      const id = ++last
      const version = { 'mcp-protocol-version': revision }
      const headers = {
        ...(revision >= '2025-06-18' && method !== 'initialize' ? version : {}),
        ...(isStateless ? { 'mcp-method': method } : {}),
        ...(isStateless && method === 'tools/call' ? { 'mcp-name': String(params['name']) } : {}),
      }
      const answer = await send({ id, method, params: isStateless ? { ...params, _meta: envelope } : params }, headers)
      if (answer['error'] !== undefined || answer['id'] !== id) throw new Error(JSON.stringify(answer))
      return answer['result'] as JsonObject
    }
    if (isStateless) await ask('server/discover', {})
    else {
      const { protocolVersion } = await ask('initialize', { protocolVersion: revision, capabilities: {}, clientInfo: INFO })
      if (protocolVersion !== revision) throw new Error(`the server speaks ${String(protocolVersion)}`)
      await send({ method: 'notifications/initialized' })
    }
    return {
      names: async () => ((await ask('tools/list', {}))['tools'] as unknown as { name: string }[]).map(({ name }) => name),
      call: async (name, args) => (await ask('tools/call', { name, arguments: args })) as unknown as ToolResult,
      close: async () => {},
    }
  }
}

/** Sends a message and resolves to what is answered; to nothing where nothing is. */
type Send = (message: JsonObject, headers?: Headers) => Promise<JsonObject>

function overHttp(url: string, more: Headers): Send {
  return async (message, own = {}) => {
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...own, ...more }
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ jsonrpc: '2.0', ...message }) })
    const text = await response.text()
    return text === '' ? {} : (JSON.parse(text) as JsonObject)
  }
}

function overPipes({ input, output }: Pipes): Send {
  const waiting = new Map<unknown, (answer: JsonObject) => void>()
  createInterface(input).on('line', (line) => {
    const answer = JSON.parse(line) as JsonObject
    waiting.get(answer['id'])?.(answer)
  })
  return async (message) => {
    output.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
    return message['id'] === undefined ? {} : new Promise((resolve) => waiting.set(message['id'], resolve))
  }
}

const REVISIONS = ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28']

/** Every kind of client; each of them connects over HTTP and over stdio. */
export const EVERY_CLIENT: readonly (readonly [title: string, connect: Connect])[] = [
  ['SDK 1', old],
  ['SDK 2, with a handshake', modern({})],
  ['SDK 2, which finds out', modern({ versionNegotiation: { mode: 'auto' } })],
  ['SDK 2, of 2026-07-28', modern({ versionNegotiation: { mode: { pin: '2026-07-28' } } })],
  ...REVISIONS.map((revision) => [`no library, of ${revision}`, raw(revision)] as const),
]
