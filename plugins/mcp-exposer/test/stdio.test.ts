import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import type { ExposerNode, Outcome } from '@naftiko/plugin-api'
import { describe, expect, it } from 'vitest'
import { type McpExposesEntry, mcpExposer } from '../src/index.ts'
import { type Called, json, testContext } from './link-context.ts'
import { callMessage, entryOf } from './served.ts'

interface Conversation extends AsyncDisposable {
  readonly node: ExposerNode
  readonly stdin: PassThrough
  readonly ended: Promise<void>
  say(message: object | string): void
  /** The next message of the server. */
  hear(): Promise<unknown>
}

async function converse(called: Called, more: Partial<McpExposesEntry> = {}): Promise<Conversation> {
  const { context } = testContext({ 'api.x': called })
  const stdin = new PassThrough()
  const stdout = new PassThrough()
  let onEnd!: () => void
  const ended = new Promise<void>((resolve) => (onEnd = resolve))
  const node = await mcpExposer({ stdin, stdout, onEnd }).compile(
    entryOf([{ name: 'x', call: 'api.x' }], { transport: 'stdio', ...more }),
    context,
  )
  await node.start!({ variables: {}, log: context.log, signal: new AbortController().signal, fail: () => {} })
  const lines = createInterface(stdout)[Symbol.asyncIterator]()
  return {
    node,
    stdin,
    ended,
    say: (message) => void stdin.write(`${typeof message === 'string' ? message : JSON.stringify(message)}\n`),
    hear: async () => JSON.parse((await lines.next()).value as string) as unknown,
    [Symbol.asyncDispose]: async () => node.stop!({ signal: AbortSignal.abort() }),
  }
}

function held(): { readonly called: Called; readonly started: Promise<AbortSignal>; release(): void } {
  let start!: (signal: AbortSignal) => void
  let release!: () => void
  const started = new Promise<AbortSignal>((resolve) => (start = resolve))
  const released = new Promise<void>((resolve) => (release = resolve))
  const invoke = async ({ signal }: { signal: AbortSignal }): Promise<Outcome> => {
    start(signal)
    await released
    return json({ done: true })
  }
  return { called: { invoke }, started, release }
}

describe('stdio', () => {
  it('serves one message a line', async () => {
    await using talk = await converse({})
    talk.say({
      jsonrpc: '2.0',
      id: 0,
      method: 'initialize',
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '0' } },
    })
    expect(await talk.hear()).toMatchObject({ id: 0, result: { protocolVersion: '2025-06-18', serverInfo: { name: 'things-mcp' } } })
    talk.say({ jsonrpc: '2.0', method: 'notifications/initialized' })
    talk.say('this is not JSON')
    expect(await talk.hear()).toMatchObject({ id: null, error: { code: -32_700 } })
    talk.say(callMessage('x'))
    expect(await talk.hear()).toMatchObject({ id: 1, result: { isError: false } })
  })

  it('aborts a call that the client cancels, and answers nothing', async () => {
    const { called, started, release } = held()
    await using talk = await converse(called)
    talk.say(callMessage('x'))
    const signal = await started
    const aborted = once(signal, 'abort')
    talk.say({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } })
    await aborted
    release()
    talk.say({ jsonrpc: '2.0', id: 2, method: 'ping' })
    expect(await talk.hear()).toMatchObject({ id: 2 })
  })

  it('tells when the client has closed its end, and still answers what it asked', async () => {
    const { called, started, release } = held()
    await using talk = await converse(called)
    talk.say(callMessage('x'))
    await started
    talk.stdin.end()
    await talk.ended
    const drained = talk.node.drain!({ signal: new AbortController().signal })
    release()
    await drained
    await talk.node.stop!({ signal: AbortSignal.abort() })
    expect(await talk.hear()).toMatchObject({ id: 1, result: { structuredContent: { done: true } } })
  })

  it('gives up on calls when the grace period is over, and says so to who waits for them', async () => {
    const { called, started } = held()
    await using talk = await converse(called)
    talk.say(callMessage('x'))
    const signal = await started
    await talk.node.drain!({ signal: AbortSignal.abort() })
    await talk.node.stop!({ signal: AbortSignal.abort() })
    expect(signal.aborted).toBe(true)
    expect(await talk.hear()).toMatchObject({ id: 1, error: { code: -32_603, message: expect.stringContaining('stopped') } })
  })

  it('stops without having started', async () => {
    const { context } = testContext({})
    const node = await mcpExposer().compile(entryOf([], { transport: 'stdio' }), context)
    await node.drain!({ signal: AbortSignal.abort() })
    await node.stop!({ signal: AbortSignal.abort() })
    expect(node.operations).toEqual([])
  })
})

describe('subscriptions over stdio', () => {
  const initialize = {
    jsonrpc: '2.0',
    id: 0,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '0' } },
  }
  const about = (id: number, method: string, uri: string): object => ({ jsonrpc: '2.0', id, method, params: { uri } })

  it('tell of files that change, come and go, until they end', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'watched-'))
    await writeFile(path.join(folder, 'a.txt'), 'one')
    await writeFile(path.join(folder, 'b.txt'), 'one')
    await using talk = await converse({}, { resources: [{ name: 'docs', uri: 'docs://all', location: pathToFileURL(folder).href }] })
    talk.say(initialize)
    expect(await talk.hear()).toMatchObject({ result: { capabilities: { resources: { subscribe: true, listChanged: true } } } })
    talk.say({ jsonrpc: '2.0', method: 'notifications/initialized' })
    talk.say(about(1, 'resources/subscribe', 'docs://all/a.txt'))
    expect(await talk.hear()).toEqual({ jsonrpc: '2.0', id: 1, result: {} })
    await setTimeout(100)
    await writeFile(path.join(folder, 'b.txt'), 'two, which nobody asked for')
    await writeFile(path.join(folder, 'a.txt'), 'two, which is longer')
    expect(await talk.hear()).toEqual({ jsonrpc: '2.0', method: 'notifications/resources/updated', params: { uri: 'docs://all/a.txt' } })
    await writeFile(path.join(folder, 'c.txt'), 'new')
    expect(await talk.hear()).toEqual({ jsonrpc: '2.0', method: 'notifications/resources/list_changed', params: {} })
    talk.say(about(2, 'resources/unsubscribe', 'docs://all/a.txt'))
    expect(await talk.hear()).toEqual({ jsonrpc: '2.0', id: 2, result: {} })
    await writeFile(path.join(folder, 'a.txt'), 'three, and nobody is told')
    await setTimeout(200)
    talk.say({ jsonrpc: '2.0', id: 3, method: 'ping' })
    expect(await talk.hear()).toMatchObject({ id: 3 })
    await rm(folder, { recursive: true })
  })

  it('are refused for what is not watched', async () => {
    await using talk = await converse(
      {},
      {
        resources: [
          { name: 'docs', uri: 'docs://all', location: tmpdir() },
          { name: 'x', uri: 'data://x', call: 'api.x' },
        ],
      },
    )
    talk.say(about(1, 'resources/subscribe', 'data://x'))
    expect(await talk.hear()).toMatchObject({ id: 1, error: { code: -32_602, data: { uri: 'data://x' } } })
  })

  it('do not exist where nothing can be watched', async () => {
    await using talk = await converse({}, { resources: [{ name: 'x', uri: 'data://x', call: 'api.x' }] })
    talk.say(initialize)
    expect(await talk.hear()).toMatchObject({ result: { capabilities: { resources: {} } } })
    talk.say(about(1, 'resources/subscribe', 'data://x'))
    expect(await talk.hear()).toMatchObject({ id: 1, error: { code: -32_601 } })
  })
})

describe('hostile input over stdio', () => {
  it.each<[string, string, object]>([
    ['no JSON', '{', { id: null, error: { code: -32_700 } }],
    ['no message', '[]', { id: null, error: { code: -32_600 } }],
    ['lists in lists', `${'['.repeat(400)}${']'.repeat(400)}`, { id: null, error: { code: -32_600 } }],
    ['a text', '"ping"', { id: null, error: { code: -32_600 } }],
    ['a message without a method', '{"jsonrpc":"2.0","id":7}', { id: 7, error: { code: -32_600 } }],
    ['an unknown method', '{"jsonrpc":"2.0","id":7,"method":"__proto__"}', { id: 7, error: { code: -32_601 } }],
    ['an endless line', 'x'.repeat(5000), { id: null, error: { code: -32_600, message: expect.stringContaining('1024') as string } }],
  ])('is answered with an error, and the talk goes on: %s', async (_, line, answer) => {
    await using talk = await converse({}, { maxBodySize: '1KiB' })
    talk.say('')
    talk.say(line)
    expect(await talk.hear()).toMatchObject(answer)
    talk.say({ jsonrpc: '2.0', id: 8, method: 'ping' })
    expect(await talk.hear()).toEqual({ jsonrpc: '2.0', id: 8, result: {} })
  })

  it('may be nested without end', async () => {
    await using talk = await converse({})
    talk.say(`${'['.repeat(200_000)}${']'.repeat(200_000)}`)
    expect(await talk.hear()).toMatchObject({ id: null, error: { code: -32_600 } })
    talk.say(
      `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","arguments":{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}}}`,
    )
    expect(await talk.hear()).toMatchObject({ id: 1 })
  })

  it('cannot use an id twice at once', async () => {
    const { called, started, release } = held()
    await using talk = await converse(called)
    talk.say(callMessage('x'))
    await started
    talk.say(callMessage('x'))
    expect(await talk.hear()).toMatchObject({ id: 1, error: { code: -32_600 } })
    release()
    expect(await talk.hear()).toMatchObject({ id: 1, result: { isError: false } })
  })

  it('gets a batch answered with a batch, without what it cancelled', async () => {
    const { called, started } = held()
    await using talk = await converse(called)
    talk.say([callMessage('x'), { jsonrpc: '2.0', id: 2, method: 'ping' }])
    await started
    talk.say({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } })
    expect(await talk.hear()).toEqual([{ jsonrpc: '2.0', id: 2, result: {} }])
  })
})
