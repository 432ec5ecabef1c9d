import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'
import type { ExposerNode, Outcome } from '@naftiko/plugin-api'
import { describe, expect, it } from 'vitest'
import { mcpExposer } from '../src/index.ts'
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

async function converse(called: Called): Promise<Conversation> {
  const { context } = testContext({ 'api.x': called })
  const stdin = new PassThrough()
  const stdout = new PassThrough()
  let onEnd!: () => void
  const ended = new Promise<void>((resolve) => (onEnd = resolve))
  const node = await mcpExposer({ stdin, stdout, onEnd }).compile(entryOf([{ name: 'x', call: 'api.x' }], { transport: 'stdio' }), context)
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

  it('gives up on calls when the grace period is over', async () => {
    const { called, started } = held()
    await using talk = await converse(called)
    talk.say(callMessage('x'))
    const signal = await started
    await talk.node.drain!({ signal: AbortSignal.abort() })
    await talk.node.stop!({ signal: AbortSignal.abort() })
    expect(signal.aborted).toBe(true)
  })

  it('stops without having started', async () => {
    const { context } = testContext({})
    const node = await mcpExposer().compile(entryOf([], { transport: 'stdio' }), context)
    await node.drain!({ signal: AbortSignal.abort() })
    await node.stop!({ signal: AbortSignal.abort() })
    expect(node.operations).toEqual([])
  })
})
