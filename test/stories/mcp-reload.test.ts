import { EventEmitter } from 'node:events'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'
import { Client as ModernClient, StreamableHTTPClientTransport as ModernHttp } from '@modelcontextprotocol/client'
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as OldHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import {
  PromptListChangedNotificationSchema,
  ResourceListChangedNotificationSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { standardPlugins } from '@naftiko/standard'
import { json, upstream } from '@naftiko/testing'
import { main } from 'naftiko'
import { describe, expect, it, onTestFinished } from 'vitest'
import { lineTransport } from '../clients/line-transport.ts'

interface Written {
  readonly tools?: readonly string[]
  readonly prompts?: readonly string[]
  readonly resources?: readonly string[]
  readonly label?: string
  /** Instead of a port. */
  readonly stdio?: boolean
  /** What callers must present. */
  readonly token?: string
  /** Without it the document exposes something else. */
  readonly mcp?: boolean
}

/** A document whose tools all call one operation. JSON is YAML. */
function document(
  baseUri: string,
  { tools = ['first'], prompts = ['hello'], resources = ['thing'], label = 'Things', stdio = false, mcp = true, token }: Written = {},
): string {
  const call = 'api.slow'
  return JSON.stringify({
    naftiko: '1.0.0-alpha3',
    info: { label },
    capability: {
      consumes: [
        { type: 'http', namespace: 'api', baseUri, resources: [{ path: '/slow', operations: [{ name: 'slow', method: 'GET' }] }] },
      ],
      exposes: [
        {
          type: 'mcp',
          namespace: mcp ? 'things' : 'others',
          ...(token === undefined ? {} : { authentication: { type: 'bearer', token } }),
          ...(stdio ? { transport: 'stdio' } : { port: 0 }),
          tools: tools.map((name) => ({ name, description: 'Answers.', call })),
          prompts: prompts.map((name) => ({ name, template: 'Hello.' })),
          resources: resources.map((name) => ({ name, uri: `data://${name}`, call })),
        },
      ],
    },
  })
}

/** `naftiko run --watch` in this process, over streams of its own. */
async function watched(more: readonly string[] = [], first: Written = {}) {
  let answer: Promise<unknown> = Promise.resolve()
  const api = await upstream({
    'GET /slow': async (response, request) => {
      await answer
      await json({ done: true })(response, request)
    },
  })
  const folder = await mkdtemp(path.join(os.tmpdir(), 'reload-'))
  const file = path.join(folder, 'things.yaml')
  await writeFile(file, document(api.url, first))
  const [stdin, stdout, events, stderr] = [new PassThrough(), new PassThrough(), new PassThrough(), new PassThrough()]
  stderr.resume()
  const signals = new EventEmitter()
  const mcp = { stdin, stdout, ...(more.includes('--stdio') ? { transport: 'stdio' as const } : {}) }
  const exit = main(
    ['run', file, '--watch', '--json', '--any-port', ...more],
    { stdin, stdout: events, stderr, env: {}, cwd: folder, signals },
    { plugins: async (env) => standardPlugins({ env, mcp }) },
  )
  const lines = createInterface(events)[Symbol.asyncIterator]()
  /** The next thing that the command says on stdout. */
  const event = async (): Promise<{ event: string; capabilities: { endpoints: { url?: string }[] }[] }> =>
    JSON.parse((await lines.next()).value as string) as never
  const ready = await event()
  expect(ready.event).toBe('ready')
  /** In one go, as editors do it: half a document is another one. */
  const rewrite = async (written: Written): Promise<void> => {
    await writeFile(`${file}.new`, document(api.url, written))
    await rename(`${file}.new`, file)
  }
  onTestFinished(async () => {
    signals.emit('SIGTERM')
    expect(await exit).toBe(0)
    await api[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  })
  return {
    api,
    exit,
    url: ready.capabilities[0]!.endpoints[0]!.url ?? '',
    stop: () => void signals.emit('SIGTERM'),
    stdin,
    stdout,
    rewrite,
    /** Writes a new version, and waits until it has taken over. */
    reload: async (written: Written) => {
      await rewrite(written)
      expect(await event()).toMatchObject({ event: 'ready' })
    },
    event,
    /** Lets the upstream wait for this. */
    hold: (until: Promise<unknown>) => void (answer = until),
  }
}

/** What clients of all eras can do here. Both libraries have these methods, with types of their own. */
interface AnyClient {
  connect(transport: unknown): Promise<void>
  listTools(): Promise<{ tools: { name: string }[] }>
  callTool(params: { name: string }): Promise<Record<string, unknown>>
  close(): Promise<void>
}

const INFO = { name: 'test', version: '0' }

const CLIENTS: Readonly<Record<string, () => unknown>> = {
  'SDK 1': () => new OldClient(INFO),
  'SDK 2, with a handshake': () => new ModernClient(INFO),
  'SDK 2, of 2026-07-28': () => new ModernClient(INFO, { versionNegotiation: { mode: { pin: '2026-07-28' } } }),
}

describe.each(Object.entries(CLIENTS))('a reload under a client with %s over stdio', (_, make) => {
  const begin = async () => {
    const server = await watched(['--stdio'])
    const client = make() as AnyClient
    await client.connect(lineTransport(server.stdout, server.stdin))
    onTestFinished(() => client.close())
    return { server, client }
  }
  const names = async (client: AnyClient): Promise<string[]> => (await client.listTools()).tools.map(({ name }) => name)

  it('goes on with the new version, however often', async () => {
    const { server, client } = await begin()
    expect(await names(client)).toEqual(['first'])
    await server.reload({ tools: ['first', 'second'] })
    expect(await names(client)).toEqual(['first', 'second'])
    expect(await client.callTool({ name: 'second' })).toMatchObject({ structuredContent: { done: true } })
    await server.reload({ tools: ['third'] })
    expect(await names(client)).toEqual(['third'])
  })

  it('finishes the call that was running', async () => {
    const { server, client } = await begin()
    await names(client)
    let release!: () => void
    server.hold(new Promise<void>((resolve) => (release = resolve)))
    const call = client.callTool({ name: 'first' })
    await expect.poll(() => server.api.requests.length).toBe(1)
    await server.rewrite({ tools: ['second'] })
    setTimeout(release, 500)
    expect(await call).toMatchObject({ structuredContent: { done: true } })
    expect((await server.event()).event).toBe('ready')
    expect(await names(client)).toEqual(['second'])
  })
})

describe('a reload over stdio', () => {
  it('loses no message that arrives in two pieces around it', async () => {
    const server = await watched(['--stdio'])
    const answers = createInterface(server.stdout)[Symbol.asyncIterator]()
    server.stdin.write('{"jsonrpc":"2.0","id":1,"method":"ping"}\n{"jsonrpc":"2.0","id":2,"met')
    expect(JSON.parse((await answers.next()).value as string)).toMatchObject({ id: 1 })
    await server.reload({ tools: ['second'] })
    server.stdin.write('hod":"tools/list"}\n')
    expect(JSON.parse((await answers.next()).value as string)).toMatchObject({ id: 2, result: { tools: [{ name: 'second' }] } })
  })

  const INITIALIZE = {
    jsonrpc: '2.0',
    id: 0,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: INFO },
  }

  it('tells a client that introduced itself what is listed differently now, and nothing else', async () => {
    const server = await watched(['--stdio'])
    const answers = createInterface(server.stdout)[Symbol.asyncIterator]()
    const next = async (): Promise<unknown> => JSON.parse((await answers.next()).value as string)
    server.stdin.write(`${JSON.stringify(INITIALIZE)}\n`)
    expect(await next()).toMatchObject({ result: { capabilities: { tools: { listChanged: true }, prompts: { listChanged: true } } } })
    await server.reload({ tools: ['first', 'second'] })
    expect(await next()).toEqual({ jsonrpc: '2.0', method: 'notifications/tools/list_changed', params: {} })
    await server.reload({ tools: ['first', 'second'], label: 'Other' })
    server.stdin.write('{"jsonrpc":"2.0","id":1,"method":"ping"}\n')
    expect(await next()).toMatchObject({ id: 1 })
    await server.reload({ tools: ['first', 'second'], prompts: ['bye'], resources: ['other'] })
    expect([await next(), await next()]).toMatchObject([
      { method: 'notifications/prompts/list_changed' },
      { method: 'notifications/resources/list_changed' },
    ])
  })

  it('tells nothing to a client that did not introduce itself, as those of 2026-07-28 do not', async () => {
    const server = await watched(['--stdio'])
    const answers = createInterface(server.stdout)[Symbol.asyncIterator]()
    server.stdin.write('{"jsonrpc":"2.0","id":1,"method":"ping"}\n')
    expect(JSON.parse((await answers.next()).value as string)).toMatchObject({ id: 1 })
    await server.reload({ tools: ['second'] })
    server.stdin.write('{"jsonrpc":"2.0","id":2,"method":"ping"}\n')
    expect(JSON.parse((await answers.next()).value as string)).toMatchObject({ id: 2 })
  })

  it('begins the talk where the new version is the first that wants it, and ends the process with it', async () => {
    const server = await watched()
    await server.reload({ stdio: true })
    const answers = createInterface(server.stdout)[Symbol.asyncIterator]()
    server.stdin.write('{"jsonrpc":"2.0","id":1,"method":"tools/list"}\n')
    expect(JSON.parse((await answers.next()).value as string)).toMatchObject({ result: { tools: [{ name: 'first' }] } })
    server.stdin.end()
    expect(await server.exit).toBe(0)
  })

  it('that does not come about leaves the talk as it was', async () => {
    const server = await watched(['--stdio'])
    const answers = createInterface(server.stdout)[Symbol.asyncIterator]()
    await server.rewrite({ tools: [], prompts: [''] })
    expect((await server.event()).event).toBe('reload-failed')
    server.stdin.write('{"jsonrpc":"2.0","id":1,"method":"tools/list"}\n')
    expect(JSON.parse((await answers.next()).value as string)).toMatchObject({ result: { tools: [{ name: 'first' }] } })
  })
})

/** A stream of events over HTTP, message by message; `undefined` when it is over. */
async function* eventsOf(response: Response): AsyncGenerator<Record<string, unknown>, undefined> {
  let rest = ''
  for await (const text of response.body!.pipeThrough(new TextDecoderStream()) as unknown as AsyncIterable<string>) {
    rest += text
    for (let end = rest.indexOf('\n\n'); end !== -1; end = rest.indexOf('\n\n')) {
      const data = /^data: (.*)$/m.exec(rest.slice(0, end))?.[1]
      rest = rest.slice(end + 2)
      if (data !== undefined) yield JSON.parse(data) as Record<string, unknown>
    }
  }
  return undefined
}

async function standing(url: string, headers: Readonly<Record<string, string>> = {}) {
  const leaving = new AbortController()
  onTestFinished(() => leaving.abort())
  const response = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: leaving.signal })
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
  const events = eventsOf(response)
  return async (): Promise<unknown> => (await events.next()).value
}

const META = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {} }

async function listening(url: string, notifications: object) {
  const leaving = new AbortController()
  onTestFinished(() => leaving.abort())
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'subscriptions/listen',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'subscriptions/listen', params: { notifications, _meta: META } }),
    signal: leaving.signal,
  })
  const events = eventsOf(response)
  return async (): Promise<unknown> => (await events.next()).value
}

const TOOLS_CHANGED = { jsonrpc: '2.0', method: 'notifications/tools/list_changed', params: {} }

describe.each([
  ['in one process', []],
  ['behind a gateway', ['--gateway', '0']],
])('a reload over HTTP %s', (_, more) => {
  it('tells of the lists that are others now, on the stream that was open before', async () => {
    const server = await watched(more)
    const next = await standing(server.url)
    await server.reload({ tools: ['first', 'second'] })
    expect(await next()).toEqual(TOOLS_CHANGED)
    await server.reload({ tools: ['first', 'second'], label: 'Other' })
    await server.reload({ tools: ['first', 'second'], prompts: ['bye'], resources: ['other'] })
    expect([await next(), await next()]).toMatchObject([
      { method: 'notifications/prompts/list_changed' },
      { method: 'notifications/resources/list_changed' },
    ])
    server.stop()
    expect(await next()).toBeUndefined()
  })

  it('tells what was asked for on a subscription of 2026-07-28, and ends it in good order', async () => {
    const server = await watched(more)
    const next = await listening(server.url, { toolsListChanged: true, resourcesListChanged: true })
    const mine = { 'io.modelcontextprotocol/subscriptionId': 7 }
    expect(await next()).toMatchObject({
      method: 'notifications/subscriptions/acknowledged',
      params: { notifications: { toolsListChanged: true, resourcesListChanged: true }, _meta: mine },
    })
    await server.reload({ prompts: ['bye'] })
    await server.reload({ prompts: ['bye'], tools: ['second'] })
    expect(await next()).toEqual({ ...TOOLS_CHANGED, params: { _meta: mine } })
    server.stop()
    expect(await next()).toMatchObject({ id: 7, result: { resultType: 'complete', _meta: mine } })
    expect(await next()).toBeUndefined()
  })
})

describe('a reload over HTTP', () => {
  it('lets only those listen on whose credential still holds', async () => {
    const server = await watched([], { token: 'old' })
    const headers = { authorization: 'Bearer old' }
    const next = await standing(server.url, headers)
    await server.reload({ token: 'old', tools: ['second'] })
    expect(await next()).toEqual(TOOLS_CHANGED)
    await server.reload({ token: 'new', tools: ['third'] })
    expect(await next()).toBeUndefined()
    expect((await fetch(server.url, { headers: { accept: 'text/event-stream', ...headers } })).status).toBe(401)
  })

  it('ends the streams of an exposer that is gone', async () => {
    const server = await watched()
    const next = await standing(server.url)
    await server.reload({ mcp: false })
    expect(await next()).toBeUndefined()
  })

  it('keeps the streams of a version whose successor does not come about', async () => {
    const server = await watched()
    const next = await standing(server.url)
    await server.rewrite({ tools: [], prompts: [''] })
    expect((await server.event()).event).toBe('reload-failed')
    await server.reload({ tools: ['second'] })
    expect(await next()).toEqual(TOOLS_CHANGED)
  })

  it('reaches a client with SDK 1 by itself, which then lists again', async () => {
    const server = await watched()
    const client = new OldClient(INFO)
    const heard: string[] = []
    for (const schema of [ToolListChangedNotificationSchema, PromptListChangedNotificationSchema, ResourceListChangedNotificationSchema])
      client.setNotificationHandler(schema, ({ method }) => void heard.push(method))
    await client.connect(new OldHttp(new URL(server.url)) as Parameters<OldClient['connect']>[0])
    onTestFinished(() => client.close())
    expect(client.getServerCapabilities()).toMatchObject({ tools: { listChanged: true }, prompts: { listChanged: true } })
    await client.listTools()
    await server.reload({ tools: ['second'] })
    await expect.poll(() => heard).toEqual(['notifications/tools/list_changed'])
    expect((await client.listTools()).tools).toMatchObject([{ name: 'second' }])
    await server.reload({ tools: ['second'], prompts: ['bye'] })
    await expect.poll(() => heard.slice(1)).toEqual(['notifications/prompts/list_changed'])
  })

  it.each([
    ['with a handshake', {}],
    ['of 2026-07-28', { versionNegotiation: { mode: { pin: '2026-07-28' } } } as const],
  ])('reaches a client with SDK 2 %s, which then lists again', async (_, options) => {
    const server = await watched()
    const heard: unknown[] = []
    const client = new ModernClient(INFO, {
      ...options,
      listChanged: { tools: { onChanged: (_error, tools) => void heard.push(tools?.map(({ name }) => name)) } },
    })
    await client.connect(new ModernHttp(new URL(server.url)))
    onTestFinished(() => client.close())
    await client.listTools()
    await server.reload({ tools: ['second'] })
    await expect.poll(() => heard, { timeout: 5000 }).toEqual([['second']])
  })
})
