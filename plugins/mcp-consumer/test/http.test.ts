import { describe, expect, it } from 'vitest'
import type { UpstreamError } from '@naftiko/plugin-api'
import { consumed, TRACE } from './consumed.ts'
import { TOOLS } from './servers/answers.ts'
import { sdk1 } from './servers/sdk-1.ts'
import { sdk2 } from './servers/sdk-2.ts'
import { testServer } from './servers/test-server.ts'

const tools = Object.keys(TOOLS).map((name) => ({ name }))
/** A call that may be made twice is made again where nobody knows whether it arrived. */
const repeatable = tools.map((tool) => ({ ...tool, hints: { idempotent: true } }))

describe.each([
  ['of the handshake revisions, with sessions', sdk1],
  ['of 2026-07-28', sdk2],
])('a server %s', (_, protocol) => {
  it('is called with arguments, and not before somebody calls', async () => {
    await using server = await testServer(protocol)
    await using books = await consumed({ baseUri: server.url, tools })
    expect(server.requests).toEqual([])
    expect(await books.call('echo', { isbn: '1', copies: 2 })).toMatchObject({ kind: 'json', value: { given: { isbn: '1', copies: 2 } } })
    expect(server.called).toEqual(['echo'])
  })

  it('is introduced to once, however many call at the same time', async () => {
    await using server = await testServer(protocol)
    await using books = await consumed({ baseUri: server.url, tools })
    const answers = await Promise.all(Array.from({ length: 20 }, (__, copies) => books.call('echo', { copies })))
    expect(answers.map((one) => one.kind === 'json' && one.value)).toEqual(answers.map((__, copies) => ({ given: { copies } })))
    const introductions = server.requests.filter(({ method, headers }) => method === 'POST' && headers['mcp-method'] === 'server/discover')
    expect(introductions).toHaveLength(1)
  })

  it('is told of the trace, and by whom it is called', async () => {
    await using server = await testServer(protocol)
    await using books = await consumed({ baseUri: server.url, tools })
    const { value } = (await books.call('seen', {}, { trace: { ...TRACE, tracestate: 'a=b' } })) as never as {
      value: { meta: object; headers: object }
    }
    expect(value.meta).toMatchObject({ ...TRACE, tracestate: 'a=b' })
    expect(value.headers).toMatchObject({ ...TRACE, tracestate: 'a=b' })
    expect(server.requests.every(({ headers }) => headers['user-agent']?.startsWith('naftiko/'))).toBe(true)
  })

  it('says in its own words why a tool failed', async () => {
    await using server = await testServer(protocol)
    await using books = await consumed({ baseUri: server.url, tools })
    const failure = await books.failure('fails')
    expect(failure).toMatchObject({ code: 'NAFTIKO_UPSTREAM_STATUS', fault: 'upstream', status: 502 })
    expect(failure.message).toBe('books.fails answers with an error: no such book: 42')
    expect((failure as unknown as UpstreamError).text()).toBe('no such book: 42')
  })

  it('may fail without a word, or by the protocol', async () => {
    await using server = await testServer(protocol)
    await using books = await consumed({ baseUri: server.url, tools: [...tools, { name: 'no-such-tool' }] })
    expect((await books.failure('fails-silently')).message).toContain('the tool failed, and does not say why')
    expect((await books.failure('throws')).message).toMatch(/the shelf is broken|Internal error/)
    const unknown = await books.failure('no-such-tool')
    expect(unknown).toMatchObject({ code: 'NAFTIKO_UPSTREAM_STATUS', status: 502 })
    expect(unknown.message).toContain('unknown tool "no-such-tool"')
    expect(unknown.message).toContain('-32602')
  })

  it('hears when a caller goes away', async () => {
    await using server = await testServer(protocol)
    await using books = await consumed({ baseUri: server.url, tools })
    const caller = new AbortController()
    const arrived = server.arrival('hang')
    const cancelled = server.cancellation('hang')
    const failure = books.failure('hang', {}, { signal: caller.signal })
    await arrived
    caller.abort()
    expect(await failure).toMatchObject({ code: 'NAFTIKO_CANCELLED', fault: 'cancelled' })
    await cancelled
    expect(await books.call('words')).toMatchObject({ kind: 'text', text: 'Hello, Ann.' })
  })

  it('is not waited for longer than it may take, and hears of it', async () => {
    await using server = await testServer(protocol)
    await using books = await consumed({ baseUri: server.url, tools, timeouts: { idle: '300ms' } })
    const cancelled = server.cancellation('hang')
    const failure = await books.failure('hang')
    expect(failure).toMatchObject({ code: 'NAFTIKO_UPSTREAM_TIMEOUT', status: 504 })
    await cancelled
  })

  it('is given more time while it reports progress, and the caller hears of it', async () => {
    await using server = await testServer(protocol)
    await using books = await consumed({ baseUri: server.url, tools, timeouts: { idle: '350ms' } })
    const heard: string[] = []
    expect(await books.call('slowly', {}, { onProgress: (message) => heard.push(message) })).toMatchObject({ text: 'done' })
    expect(heard).toEqual(['step 1', '2/3', 'step 3'])
  })

  it('does not get more time than a call may take as a whole', async () => {
    await using server = await testServer(protocol)
    await using books = await consumed({ baseUri: server.url, tools, timeouts: { idle: '10s', total: '200ms' } })
    expect(await books.failure('slowly')).toMatchObject({ code: 'NAFTIKO_UPSTREAM_TIMEOUT' })
  })

  it('is not listened to for ever', async () => {
    await using server = await testServer(protocol)
    await using books = await consumed({ baseUri: server.url, tools, maxMessageSize: '100kB' })
    const failure = await books.failure('huge', { size: 300_000 })
    expect(failure).toMatchObject({ code: 'NAFTIKO_OUTCOME_TOO_LARGE', status: 502 })
    expect(failure.message).toContain('more than 100000 bytes')
    expect(await books.call('huge', { size: 50_000 })).toMatchObject({ kind: 'text' })
  })

  it('may say as much as it likes, as long as every message is small', async () => {
    await using server = await testServer(protocol)
    await using books = await consumed({ baseUri: server.url, tools, maxMessageSize: '2kB' })
    const heard: string[] = []
    expect(await books.call('chatty', {}, { onProgress: (message) => heard.push(message) })).toMatchObject({ text: 'done' })
    expect(heard).toHaveLength(50)
  })

  it('can restart between two calls without anyone noticing', async () => {
    await using server = await testServer(protocol)
    await using books = await consumed({ baseUri: server.url, tools: repeatable })
    await books.call('words')
    await server.restart()
    expect(await books.call('words')).toMatchObject({ text: 'Hello, Ann.' })
    await server.restart()
    const answers = await Promise.all(Array.from({ length: 5 }, () => books.call('words')))
    expect(answers.every((one) => one.kind === 'text')).toBe(true)
  })

  it('can vanish in the middle of a call, and come back', async () => {
    await using server = await testServer(protocol)
    await using books = await consumed({ baseUri: server.url, tools })
    await books.call('words')
    const arrived = server.arrival('hang')
    const failure = books.failure('hang')
    await arrived
    await server.vanish()
    expect(await failure).toMatchObject({ code: 'NAFTIKO_UPSTREAM_CUT', status: 502 })
    expect(await books.failure('words')).toMatchObject({ code: 'NAFTIKO_UPSTREAM_UNREACHABLE', status: 502 })
    await server.restart()
    expect(await books.call('words')).toMatchObject({ text: 'Hello, Ann.' })
  })

  it('can vanish in the middle of a stream', async () => {
    await using server = await testServer(protocol)
    await using books = await consumed({ baseUri: server.url, tools })
    const heard = new Promise<void>((resolve) => {
      void books.failure('slowly', {}, { onProgress: () => resolve() }).then((failure) => failures.push(failure))
    })
    const failures: (Error & { code: string })[] = []
    await heard
    await server.vanish()
    await expect.poll(() => failures.map(({ code }) => code)).toEqual(['NAFTIKO_UPSTREAM_CUT'])
  })

  it('ends what is under way when the host stops', async () => {
    await using server = await testServer(protocol)
    await using books = await consumed({ baseUri: server.url, tools })
    const arrived = server.arrival('hang')
    const failure = books.failure('hang')
    await arrived
    await books.host.stop({ graceMs: 0 })
    expect((await failure).code).toMatch(/NAFTIKO_CANCELLED|NAFTIKO_UPSTREAM_CUT/)
    expect(await books.failure('words')).toMatchObject({ code: 'NAFTIKO_NOT_RUNNING' })
  })
})

it('goes on when another revision is spoken after a restart', async () => {
  await using server = await testServer(sdk1)
  await using books = await consumed({ baseUri: server.url, tools: repeatable })
  await books.call('words')
  await server.restart(sdk2)
  expect(await books.call('words')).toMatchObject({ text: 'Hello, Ann.' })
  await server.restart(sdk1)
  expect(await books.call('words')).toMatchObject({ text: 'Hello, Ann.' })
})

it('says goodbye to a session when the host stops', async () => {
  await using server = await testServer(sdk1)
  const books = await consumed({ baseUri: server.url, tools })
  await books.call('words')
  await books.host.stop()
  expect(server.requests.at(-1)?.method).toBe('DELETE')
})
