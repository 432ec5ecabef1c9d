import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { unasked } from '../src/changes/hearing.ts'
import { EventStream } from '../src/http/event-stream.ts'
import { Streams } from '../src/http/streams.ts'
import type { McpExposesEntry } from '../src/index.ts'
import type { Service } from '../src/protocol/service.ts'
import type { ResourceChanges } from '../src/resources/changes.ts'
import { entryOf, post, type Served, serve } from './served.ts'

const tools = [{ name: 'x', call: 'api.x', description: 'An x.' }]

/** Opens a stream and reads the first event of it when asked. */
async function open(url: string, headers: Readonly<Record<string, string>> = {}) {
  const leaving = new AbortController()
  onTestFinished(() => leaving.abort())
  const response = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: leaving.signal })
  const chunks = response.body!.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]()
  return { response, leaving, next: async () => (await chunks.next()).value as string | undefined }
}

/** Reads nothing of what it asks for. */
async function deaf(served: Pick<Served, 'url' | 'server'>, request: string): Promise<Socket> {
  const socket = connect(Number(new URL(served.url).port), '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  socket.pause()
  socket.write(request)
  return socket
}

async function withFolder(more: Partial<McpExposesEntry> = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'streams-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const served = await serve(
    entryOf(tools, { resources: [{ name: 'docs', uri: 'docs://all', location: pathToFileURL(folder).href }], ...more }),
    { 'api.x': {} },
  )
  return { served, folder }
}

/** Connections that the server has. */
const connections = (served: Pick<Served, 'url' | 'server'>): Promise<number> =>
  new Promise((resolve, reject) => served.server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))))

const LISTEN = {
  jsonrpc: '2.0',
  id: 7,
  method: 'subscriptions/listen',
  params: {
    notifications: { toolsListChanged: true },
    _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {} },
  },
}
const LISTEN_HEADERS = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'subscriptions/listen' }

describe('a stream of changes', () => {
  it('tells of files that come, and of no resource that nobody asked for', async () => {
    const { served, folder } = await withFolder()
    await using _ = served
    await writeFile(path.join(folder, 'a.txt'), 'one')
    const { next } = await open(served.url)
    await setTimeout(100)
    await writeFile(path.join(folder, 'a.txt'), 'two, which is longer')
    await setTimeout(100)
    await writeFile(path.join(folder, 'b.txt'), 'new')
    expect(await next()).toBe('event: message\ndata: {"jsonrpc":"2.0","method":"notifications/resources/list_changed","params":{}}\n\n')
  })

  it.each([
    ['that takes no stream', '', { accept: 'application/json' }, 406],
    ['of a revision that does not exist', '', { 'mcp-protocol-version': '1999-01-01' }, 400],
    ['that chose a toolset which does not exist', '', { 'mcp-toolset': 'nothing' }, 400],
    ['at another path', '/other', {}, 404],
  ])('is not opened for a client %s', async (_, more, headers, status) => {
    await using served = await serve(entryOf(tools), { 'api.x': {} })
    const response = await fetch(served.url + more, { headers: { accept: 'text/event-stream', ...headers } })
    expect([response.status, (await response.text()).length > 0]).toEqual([status, true])
  })

  it('is one of so many as the exposer allows, whichever way it was opened', async () => {
    await using served = await serve(entryOf(tools, { maxStreams: 2 }), { 'api.x': {} })
    const first = await open(served.url)
    const leaving = new AbortController()
    const second = await post(served.url, LISTEN, LISTEN_HEADERS, leaving.signal)
    expect([first.response.status, second.status]).toEqual([200, 200])
    const third = await fetch(served.url, { headers: { accept: 'text/event-stream' } })
    expect([third.status, third.headers.get('retry-after'), await third.json()]).toMatchObject([503, '30', { code: 'NAFTIKO_STREAMS' }])
    expect(await (await post(served.url, LISTEN, LISTEN_HEADERS)).text()).toContain('"id":7,"error":{"code":-32603')
    // Whoever leaves makes place.
    first.leaving.abort()
    await expect.poll(async () => (await open(served.url).catch(() => ({ response: { status: 0 } }))).response.status).toBe(200)
    leaving.abort()
  })

  it('ends at once when the server wants to stop', async () => {
    await using served = await serve(entryOf(tools), { 'api.x': {} })
    const { next } = await open(served.url)
    await served.node.drain!({ signal: new AbortController().signal })
    expect(await next()).toBeUndefined()
    const late = await open(served.url)
    expect(await late.next()).toBeUndefined()
  })
})

describe('clients that vanish', () => {
  it('leave no stream, no watcher and no connection behind', async () => {
    const { served, folder } = await withFolder({ maxStreams: 20 })
    await using _ = served
    const raw = `GET /mcp HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\n\r\n`
    const sockets = await Promise.all(Array.from({ length: 20 }, () => deaf(served, raw)))
    const status = async (): Promise<number> => {
      const { response, leaving } = await open(served.url)
      leaving.abort()
      return response.status
    }
    await expect.poll(status).toBe(503)
    for (const socket of sockets) socket.destroy()
    await expect.poll(status).toBe(200)
    await writeFile(path.join(folder, 'late.txt'), 'nobody is told')
    // Nothing is left that the next version could be given.
    await expect.poll(() => served.node.handOver!()).toEqual([])
    expect(served.logged.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([])
  })

  it('in the middle of a message are forgotten', async () => {
    await using served = await serve(entryOf(tools), { 'api.x': {} })
    const socket = await deaf(
      served,
      'POST /mcp HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"json',
    )
    await expect.poll(() => connections(served)).toBe(1)
    socket.destroy()
    await expect.poll(() => connections(served)).toBe(0)
    expect(served.logged.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([])
  })
})

describe('a client that does not read', () => {
  it('is given up when too much waits for it, and the others are told', async () => {
    let tell: ((uri: string) => void)[] = []
    const changes: ResourceChanges = {
      covers: () => true,
      listen: ({ onUpdated }) => {
        tell = [...tell, onUpdated]
        return () => void (tell = tell.filter((one) => one !== onUpdated))
      },
    }
    const service = { changes, info: { name: 'x', version: '0' }, toolsets: new Map(), methods: new Map() } as unknown as Service
    const streams = new Streams(service, 10)
    const uri = `docs://${'long-'.repeat(20_000)}`
    const server = createServer((request, response) =>
      streams.open({ request, response, hearing: unasked(new Set([uri])), events: new EventStream(response) }),
    ).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    await deaf({ url, server }, 'GET /mcp HTTP/1.1\r\nhost: x\r\n\r\n')
    const other = await open(url)
    await expect.poll(() => tell.length).toBe(2)
    let heard = 0
    const reading = (async () => {
      for (let text = await other.next(); text !== undefined; text = await other.next()) heard += text.length
    })()
    // What the system itself keeps for a connection is several megabytes; each of these is a hundred kilobytes.
    for (let count = 0; count < 1000 && tell.length === 2; count += 1) {
      for (const one of tell) one(uri)
      await setTimeout(1)
    }
    expect(tell).toHaveLength(1)
    await expect.poll(() => connections({ url, server })).toBe(1)
    const before = heard
    tell[0]!(uri)
    await expect.poll(() => heard).toBeGreaterThan(before)
    streams.finish()
    await reading
    expect(tell).toEqual([])
  })
})
