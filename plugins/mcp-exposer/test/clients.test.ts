import { PassThrough, type Readable, type Writable } from 'node:stream'
import {
  Client as ModernClient,
  type Transport as ModernTransport,
  StreamableHTTPClientTransport as ModernHttp,
} from '@modelcontextprotocol/client'
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as OldHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { ReadBuffer, serializeMessage } from '@modelcontextprotocol/sdk/shared/stdio.js'
import { describe, expect, it } from 'vitest'
import { type McpExposesEntry, mcpExposer } from '../src/index.ts'
import { type Called, json, stream, testContext } from './link-context.ts'
import { entryOf, serve } from './served.ts'

/** What every client of every era can do. Both libraries have these methods, with types of their own. */
interface AnyClient {
  listTools(): Promise<{ tools: { name: string }[] }>
  callTool(params: { name: string; arguments?: Record<string, unknown> }, ...rest: never[]): Promise<Record<string, unknown>>
  listResources(): Promise<{ resources: { uri: string }[] }>
  listResourceTemplates(): Promise<{ resourceTemplates: { uriTemplate: string }[] }>
  readResource(params: { uri: string }): Promise<{ contents: unknown[] }>
  listPrompts(): Promise<{ prompts: { name: string }[] }>
  getPrompt(params: { name: string; arguments?: Record<string, string> }): Promise<{ messages: unknown[] }>
  complete(params: object): Promise<{ completion: { values: string[] } }>
  close(): Promise<void>
}

const INFO = { name: 'test', version: '0' }

const CLIENTS: Readonly<Record<string, (transport: unknown) => Promise<AnyClient>>> = {
  'SDK 1': async (transport) => {
    const client = new OldClient(INFO)
    await client.connect(transport as Parameters<OldClient['connect']>[0])
    return client as unknown as AnyClient
  },
  'SDK 2, with a handshake': (transport) => modern(transport, {}),
  'SDK 2, which finds out': (transport) => modern(transport, { versionNegotiation: { mode: 'auto' } }),
  'SDK 2, of 2026-07-28': (transport) => modern(transport, { versionNegotiation: { mode: { pin: '2026-07-28' } } }),
}

async function modern(transport: unknown, options: object): Promise<AnyClient> {
  const client = new ModernClient(INFO, options)
  await client.connect(transport as ModernTransport)
  return client as unknown as AnyClient
}

const entry: Partial<McpExposesEntry> = {
  resources: [
    { name: 'thing', uri: 'data://thing', call: 'api.x' },
    { name: 'user', uri: 'data://users/{id}', call: 'api.x', inputParameters: [{ name: 'id', enum: ['ann', 'bob'] }] },
  ],
  prompts: [{ name: 'hello', arguments: [{ name: 'who' }], template: 'Hello {{who}}.' }],
}
const tools = [
  { name: 'x', call: 'api.x', inputParameters: [{ name: 'a', required: false }] },
  { name: 'picture', call: 'api.picture' },
]
const calls: Readonly<Record<string, Called>> = {
  'api.x': { invoke: async ({ input }) => json({ given: { ...input } }) },
  'api.picture': { invoke: async () => stream('image/png', [new Uint8Array([0, 255, 1])]) },
}

async function useEverything(client: AnyClient): Promise<void> {
  expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['x', 'picture'])
  expect(await client.callTool({ name: 'x', arguments: { a: 'b' } })).toMatchObject({
    content: [{ type: 'text', text: '{"given":{"a":"b"}}' }],
    structuredContent: { given: { a: 'b' } },
    isError: false,
  })
  expect(await client.callTool({ name: 'picture' })).toMatchObject({ content: [{ type: 'image', data: 'AP8B', mimeType: 'image/png' }] })
  expect(await client.callTool({ name: 'x', arguments: { wrong: 1 } })).toMatchObject({ isError: true })
  await expect(client.callTool({ name: 'nothing' })).rejects.toThrow('unknown tool "nothing"')
  expect((await client.listResources()).resources.map(({ uri }) => uri)).toEqual(['data://thing'])
  expect((await client.listResourceTemplates()).resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual(['data://users/{id}'])
  expect((await client.readResource({ uri: 'data://users/ann' })).contents).toEqual([
    { uri: 'data://users/ann', mimeType: 'application/json', text: '{"given":{"id":"ann"}}' },
  ])
  await expect(client.readResource({ uri: 'data://no' })).rejects.toThrow('data://no')
  expect((await client.listPrompts()).prompts.map(({ name }) => name)).toEqual(['hello'])
  expect((await client.getPrompt({ name: 'hello', arguments: { who: 'Ann' } })).messages).toEqual([
    { role: 'user', content: { type: 'text', text: 'Hello Ann.' } },
  ])
  const asked = { ref: { type: 'ref/resource', uri: 'data://users/{id}' }, argument: { name: 'id', value: 'a' } }
  expect((await client.complete(asked)).completion.values).toEqual(['ann'])
}

describe.each(Object.entries(CLIENTS))('a client with %s', (title, connect) => {
  const httpFor = (url: string): unknown => (title === 'SDK 1' ? new OldHttp(new URL(url)) : new ModernHttp(new URL(url)))

  it('can use everything over HTTP', async () => {
    await using served = await serve(entryOf(tools, entry), calls)
    const client = await connect(httpFor(served.url))
    await expect(useEverything(client)).resolves.toBeUndefined()
    await client.close()
  })

  it('can use everything over stdio', async () => {
    const stdin = new PassThrough()
    const stdout = new PassThrough()
    const { context } = testContext(calls)
    const node = await mcpExposer({ stdin, stdout }).compile(entryOf(tools, { ...entry, transport: 'stdio' }), context)
    await node.start!({ variables: {}, log: context.log, signal: new AbortController().signal, fail: () => {} })
    const client = await connect(pipe(stdout, stdin))
    await expect(useEverything(client)).resolves.toBeUndefined()
    await client.close()
    await node.stop!({ signal: AbortSignal.abort() })
  })

  it('notices neither a restart nor that it talks to two servers in turn', async () => {
    await using served = await serve(entryOf(tools, entry), calls)
    const client = await connect(httpFor(served.url))
    for (let round = 0; round < 4; round += 1) {
      const { context } = testContext({ 'api.x': { invoke: async () => json({ round }) } })
      served.replace(await mcpExposer().compile(entryOf(tools, entry), context))
      expect(await client.callTool({ name: 'x' })).toMatchObject({ structuredContent: { round } })
    }
    await client.close()
  })
})

/** A transport of either library over a pair of streams. */
function pipe(input: Readable, output: Writable): object {
  const buffer = new ReadBuffer()
  const transport = {
    onmessage: undefined as ((message: unknown) => void) | undefined,
    onclose: undefined as (() => void) | undefined,
    start: async () => {
      input.on('data', (chunk: Buffer) => {
        buffer.append(chunk)
        for (let message = buffer.readMessage(); message !== null; message = buffer.readMessage()) transport.onmessage?.(message)
      })
    },
    send: async (message: Parameters<typeof serializeMessage>[0]) => void output.write(serializeMessage(message)),
    close: async () => transport.onclose?.(),
  }
  return transport
}
