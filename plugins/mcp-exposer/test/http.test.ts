import { once } from 'node:events'
import { SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/sdk/types.js'
import { describe, expect, it } from 'vitest'
import { HANDSHAKE_REVISIONS } from '../src/eras/handshake/revisions.ts'
import { mcpExposer } from '../src/index.ts'
import { json, stream, testContext } from './link-context.ts'
import { BOTH, callMessage, connect, entryOf, post, serve } from './served.ts'

const tools = [{ name: 'x', call: 'api.x' }]
const calls = { 'api.x': { input: { payload: 'opaque', parameters: [] } } } as const

function initialize(protocolVersion: string): object {
  return {
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion, capabilities: {}, clientInfo: { name: 'test', version: '0' } },
  }
}

describe('the handshake', () => {
  it.each(['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'])('speaks %s, and serves everything after it', async (version) => {
    await using served = await serve(entryOf(tools, { description: 'All about things.' }), calls)
    const shaken = await post(served.url, initialize(version))
    expect(shaken.headers.get('mcp-session-id')).toBeNull()
    expect(await shaken.json()).toEqual({
      jsonrpc: '2.0',
      id: 1,
      result: {
        protocolVersion: version,
        capabilities: { tools: { listChanged: true } },
        serverInfo: { name: 'things-mcp', version: '1.0.0' },
        instructions: 'All about things.',
      },
    })
    const headers = version < '2025-06-18' ? {} : { 'mcp-protocol-version': version }
    expect((await post(served.url, { jsonrpc: '2.0', method: 'notifications/initialized' }, headers)).status).toBe(202)
    expect(await (await post(served.url, { jsonrpc: '2.0', id: 'two', method: 'tools/list' }, headers)).json()).toMatchObject({
      id: 'two',
      result: { tools: [{ name: 'x' }] },
    })
    expect(await (await post(served.url, callMessage('x'), headers)).json()).toMatchObject({ result: { isError: false } })
  })

  it('accepts the revisions that it negotiates', () => {
    expect(HANDSHAKE_REVISIONS).toEqual(SUPPORTED_PROTOCOL_VERSIONS)
  })

  it('offers the newest revision to a client of the future', async () => {
    await using served = await serve(entryOf(tools), calls)
    expect(await (await post(served.url, initialize('2099-01-01'))).json()).toMatchObject({ result: { protocolVersion: '2025-11-25' } })
  })

  it('refuses a later request in a revision that does not exist', async () => {
    await using served = await serve(entryOf(tools), calls)
    const response = await post(served.url, callMessage('x'), { 'mcp-protocol-version': '2099-01-01' })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      id: 1,
      error: { code: -32_000, message: expect.stringContaining('2025-11-25') as string },
    })
  })

  it('can be left out, and a session that a client believes in does no harm', async () => {
    await using served = await serve(entryOf(tools), calls)
    expect(await (await post(served.url, callMessage('x'), { 'mcp-session-id': 'from-before' })).json()).toMatchObject({
      result: { isError: false },
    })
  })
})

describe('the endpoint', () => {
  it.each(['/mcp', '/mcp/', '/', '', '/mcp?x=1'])('answers on "%s"', async (path) => {
    await using served = await serve(entryOf(tools), calls)
    const response = await post(served.url.replace('/mcp', path), { jsonrpc: '2.0', id: 1, method: 'ping' })
    expect(await response.json()).toEqual({ jsonrpc: '2.0', id: 1, result: {} })
  })

  it('knows no other path', async () => {
    await using served = await serve(entryOf(tools), calls)
    const response = await post(`${served.url}/tools`, { jsonrpc: '2.0', id: 1, method: 'ping' })
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json'])
    expect(await response.json()).toMatchObject({
      status: 404,
      code: 'NAFTIKO_NOT_FOUND',
      detail: expect.stringContaining('/mcp') as string,
      traceId: 'a'.repeat(32),
    })
  })

  it.each([
    ['DELETE', {}, {}, 'GET, POST'],
    ['PUT', {}, {}, 'GET, POST'],
    ['GET', {}, { maxStreams: 0 }, 'POST'],
    ['GET', { 'mcp-protocol-version': '2026-07-28' }, {}, 'POST'],
  ])('takes no %s with %o where the exposer has %o', async (method, headers, more, allow) => {
    await using served = await serve(entryOf(tools, more), calls)
    const response = await fetch(served.url, { method, headers: { accept: 'text/event-stream', ...headers } })
    expect([response.status, response.headers.get('allow')]).toEqual([405, allow])
  })

  it('takes JSON only', async () => {
    await using served = await serve(entryOf(tools), calls)
    expect((await post(served.url, callMessage('x'), { 'content-type': 'text/plain' })).status).toBe(415)
    expect((await post(served.url, callMessage('x'), { 'content-type': 'application/json; charset=utf-8' })).status).toBe(200)
  })

  it.each([
    ['no JSON', '{"jsonrpc":', -32_700],
    ['nothing', '', -32_700],
    ['no message', '{}', -32_600],
    ['a text', '"ping"', -32_600],
    ['an old message', { jsonrpc: '1.0', id: 1, method: 'ping' }, -32_600],
    ['a message without a method', { jsonrpc: '2.0', id: 1 }, -32_600],
    ['an id that is none', { jsonrpc: '2.0', id: null, method: 'ping' }, -32_600],
    ['params in a list', { jsonrpc: '2.0', id: 1, method: 'ping', params: [1] }, -32_600],
    ['a progress token that is none', callMessage('x', {}, { progressToken: {} }), -32_600],
    ['an empty batch', [], -32_600],
    ['an endless batch', Array.from({ length: 101 }, (_, id) => ({ jsonrpc: '2.0', id, method: 'ping' })), -32_600],
    ['lists in lists', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, -32_600],
    ['a batch with one id twice', [callMessage('x'), callMessage('x')], -32_600],
    ['a handshake in a batch', [initialize('2025-03-26'), { jsonrpc: '2.0', id: 2, method: 'ping' }], -32_600],
  ])('refuses %s', async (_, body, code) => {
    await using served = await serve(entryOf(tools), calls)
    const response = await post(served.url, body)
    expect([response.status, response.headers.get('content-type')]).toEqual([400, 'application/json'])
    expect(await response.json()).toMatchObject({ jsonrpc: '2.0', error: { code } })
  })

  it('answers requests with surplus members, and methods that it does not have', async () => {
    await using served = await serve(entryOf(tools), calls)
    expect(await (await post(served.url, { jsonrpc: '2.0', id: 1, method: 'ping', extra: 1 })).json()).toMatchObject({ result: {} })
    expect(await (await post(served.url, { jsonrpc: '2.0', id: 1, method: 'prompts/list' })).json()).toMatchObject({
      error: { code: -32_601 },
    })
  })

  it('answers a batch with a batch, in its order, and notifications with nothing', async () => {
    await using served = await serve(entryOf(tools), calls)
    const batch = [
      { jsonrpc: '2.0', id: 2, method: 'tools/list' },
      { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 2 } },
      { jsonrpc: '2.0', id: 1, method: 'ping' },
    ]
    expect(await (await post(served.url, batch)).json()).toMatchObject([
      { id: 2, result: { tools: [{ name: 'x' }] } },
      { id: 1, result: {} },
    ])
  })

  it('acknowledges a cancellation of another request', async () => {
    await using served = await serve(entryOf(tools), calls)
    const response = await post(served.url, { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } })
    expect([response.status, await response.text()]).toEqual([202, ''])
  })

  it.each([
    ['says its length', (size: number) => 'x'.repeat(size)],
    ['does not say its length', (size: number) => new Blob(['x'.repeat(size)]).stream()],
  ])('refuses a body that is too large and %s', async (_, body) => {
    await using served = await serve(entryOf(tools, { maxBodySize: '1KiB' }), calls)
    const response = await fetch(served.url, {
      method: 'POST',
      body: body(100_000),
      headers: { 'content-type': 'application/json' },
      duplex: 'half',
    } as RequestInit)
    expect(response.status).toBe(413)
    expect(await response.json()).toMatchObject({ code: 'NAFTIKO_BODY_TOO_LARGE', detail: expect.stringContaining('1024') as string })
  })
})

describe('the form of an answer', () => {
  it.each([
    ['JSON', BOTH, 'application/json'],
    ['JSON', 'application/json', 'application/json'],
    ['JSON', '*/*', 'application/json'],
    ['JSON', 'text/html', 'application/json'],
    ['a stream', 'text/event-stream', 'text/event-stream'],
  ])('is %s for a client that accepts %s', async (_, accept, type) => {
    await using served = await serve(entryOf(tools), calls)
    const response = await post(served.url, callMessage('x'), { accept })
    expect(response.headers.get('content-type')).toBe(type)
    expect(await response.text()).toContain('"isError":false')
  })

  it('is a stream for a call that wants progress, where the client takes one', async () => {
    await using served = await serve(entryOf(tools), calls)
    const wanting = callMessage('x', {}, { progressToken: 0 })
    expect((await post(served.url, wanting)).headers.get('content-type')).toBe('text/event-stream')
    expect((await post(served.url, wanting, { accept: 'application/json' })).headers.get('content-type')).toBe('application/json')
  })
})

describe('progress', () => {
  it('carries each piece of a streamed answer as it comes, whole characters only', async () => {
    const euro = new TextEncoder().encode('€')
    const pieces = [new TextEncoder().encode('data: one\n\n'), euro.subarray(0, 1), euro.subarray(1), new TextEncoder().encode('\n\n')]
    let release: (() => void) | undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    const invoke = async () =>
      stream(
        'text/event-stream',
        (async function* chunks() {
          yield pieces[0]!
          await held
          yield* pieces.slice(1)
        })(),
      )
    await using served = await serve(entryOf(tools), { 'api.x': { invoke } })
    const client = await connect(served.url)
    const seen: { progress: number; message?: string | undefined }[] = []
    const result = await client.callTool({ name: 'x' }, undefined, {
      onprogress: ({ progress, message }) => {
        seen.push({ progress, message })
        // Only now does the rest come: the first piece has truly arrived before the answer was complete.
        release!()
      },
    })
    expect(seen).toEqual([
      { progress: 1, message: 'data: one\n\n' },
      { progress: 2, message: '€' },
      { progress: 3, message: '\n\n' },
    ])
    expect(result).toMatchObject({ isError: false, content: [{ type: 'text', text: 'data: one\n\n€\n\n' }] })
    await client.close()
  })
})

describe('a client that goes away', () => {
  it.each([
    ['waiting for JSON', {}],
    ['reading a stream', { progressToken: 1 }],
  ])('while %s aborts what it called', async (_, meta) => {
    const invoked = resolvers<AbortSignal>()
    const invoke = ({ signal }: { signal: AbortSignal }) => {
      invoked.resolve(signal)
      return new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))))
    }
    await using served = await serve(entryOf(tools), { 'api.x': { invoke } })
    const leaving = new AbortController()
    const response = post(served.url, callMessage('x', {}, meta), {}, leaving.signal).then((answer) => answer.text())
    const signal = await invoked.promise
    expect(signal.aborted).toBe(false)
    const aborted = once(signal, 'abort')
    leaving.abort()
    await expect(response).rejects.toThrow(/abort/i)
    await aborted
    expect(served.logged.filter(({ level }) => level === 'error')).toEqual([])
  })
})

describe('a restart', () => {
  it('between two requests of one client loses nothing', async () => {
    await using served = await serve(entryOf(tools), calls)
    const client = await connect(served.url)
    expect(await client.callTool({ name: 'x', arguments: { a: 1 } })).toMatchObject({ isError: false })
    const { context } = testContext({ 'api.x': { invoke: async () => json({ restarted: true }) } })
    served.replace(await mcpExposer().compile(entryOf(tools), context))
    expect(await client.callTool({ name: 'x' })).toMatchObject({ structuredContent: { restarted: true } })
    await client.close()
  })
})

function resolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void
  const promise = new Promise<T>((settle) => (resolve = settle))
  return { promise, resolve }
}
