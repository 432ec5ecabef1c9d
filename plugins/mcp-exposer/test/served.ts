import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { ExposerNode } from '@naftiko/plugin-api'
import { type McpExposesEntry, mcpExposer, type ToolEntry } from '../src/index.ts'
import { type Called, type TestContext, testContext } from './link-context.ts'

export interface Served extends TestContext, AsyncDisposable {
  readonly node: ExposerNode
  readonly url: string
  readonly server: Server
  /** Serves another entry at the same address, as a restart does. */
  replace(node: ExposerNode): void
}

export function entryOf(tools: readonly ToolEntry[], more: Partial<McpExposesEntry> = {}): McpExposesEntry {
  return { type: 'mcp', namespace: 'things-mcp', tools, ...more }
}

/** Compiles an entry and serves it on a free port. */
export async function serve(entry: McpExposesEntry, calls: Readonly<Record<string, Called>> = {}): Promise<Served> {
  const test = testContext(calls)
  let node = await mcpExposer().compile(entry, test.context)
  const server = createServer((request, response) => node.handle!(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    ...test,
    node,
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    replace: (other) => {
      node = other
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A client that has shaken hands. */
export async function connect(url: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '0.0.0' })
  // The transport's optional members are declared without `undefined`, the interface's with it.
  await client.connect(new StreamableHTTPClientTransport(new URL(url)) as Parameters<Client['connect']>[0])
  return client
}

export const BOTH = 'application/json, text/event-stream'

/** Sends one message as it is. */
export function post(
  url: string,
  message: unknown,
  headers: Readonly<Record<string, string>> = {},
  signal?: AbortSignal,
): Promise<Response> {
  const body = typeof message === 'string' ? message : JSON.stringify(message)
  return fetch(url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', accept: BOTH, ...headers },
    ...(signal === undefined ? {} : { signal }),
  })
}

export function callMessage(name: string, args?: unknown, meta?: object): object {
  return {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name, ...(args === undefined ? {} : { arguments: args }), ...(meta === undefined ? {} : { _meta: meta }) },
  }
}
