import { EventEmitter } from 'node:events'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'
import { Client as ModernClient } from '@modelcontextprotocol/client'
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js'
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
}

/** A document whose tools all call one operation. JSON is YAML. */
function document(
  baseUri: string,
  { tools = ['first'], prompts = ['hello'], resources = ['thing'], label = 'Things', stdio = false }: Written = {},
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
          namespace: 'things',
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
async function watched(more: readonly string[] = []) {
  let answer: Promise<unknown> = Promise.resolve()
  const api = await upstream({
    'GET /slow': async (response, request) => {
      await answer
      await json({ done: true })(response, request)
    },
  })
  const folder = await mkdtemp(path.join(os.tmpdir(), 'reload-'))
  const file = path.join(folder, 'things.yaml')
  await writeFile(file, document(api.url))
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
  const event = async (): Promise<{ event: string }> => JSON.parse((await lines.next()).value as string) as never
  expect((await event()).event).toBe('ready')
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
