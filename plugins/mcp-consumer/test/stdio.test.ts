import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { JsonObject } from '@naftiko/plugin-api'
import { describe, expect, it } from 'vitest'
import { type Consumed, consumed, type ConsumeOptions } from './consumed.ts'

const script = fileURLToPath(new URL('servers/library.js', import.meta.url))
const names = ['environment', 'where', 'echo', 'fails', 'huge', 'hang', 'dies', 'complains']

interface Library {
  readonly major?: string
  readonly habit?: string
  readonly more?: JsonObject
}

function library({ major = '2', habit = 'none', more = {} }: Library = {}, options: ConsumeOptions = {}): Promise<Consumed> {
  const tools = names.map((name) => ({ name }))
  return consumed({ command: process.execPath, args: [script, major, habit], tools, ...more }, options)
}

async function value(books: Consumed, tool: string, input: JsonObject = {}): Promise<never> {
  const collected = await books.call(tool, input)
  if (collected.kind !== 'json') throw new Error(`no value: ${JSON.stringify(collected)}`)
  return collected.value as never
}

/** Whether a process is still there; one that nobody waited for is not. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

describe.each([
  ['of the handshake revisions', '1'],
  ['of 2026-07-28', '2'],
])('a server %s that is a process', (_, major) => {
  it('is started by the first call, once for all, and ended with the host', async () => {
    const books = await library({ major })
    const answers = await Promise.all([1, 2, 3].map(() => value(books, 'where')))
    const pids = new Set(answers.map(({ pid }) => pid as number))
    expect(pids.size).toBe(1)
    const [pid] = pids
    expect(isAlive(pid!)).toBe(true)
    await books.host.stop()
    expect(isAlive(pid!)).toBe(false)
  })

  it('is called with arguments, and says in its own words why a tool failed', async () => {
    await using books = await library({ major })
    expect(await value(books, 'echo', { isbn: '1' })).toEqual({ given: { isbn: '1' } })
    expect(await books.failure('fails')).toMatchObject({
      code: 'NAFTIKO_UPSTREAM_STATUS',
      message: expect.stringContaining('no such book'),
    })
  })

  it('is started anew by the next call when it has died', async () => {
    await using books = await library({ major })
    const { pid } = await value(books, 'where')
    expect(await books.failure('dies')).toMatchObject({ code: 'NAFTIKO_UPSTREAM_CUT', status: 502 })
    expect(((await value(books, 'where')) as { pid: number }).pid).not.toBe(pid)
  })

  it('is not waited for longer than it may take', async () => {
    await using books = await library({ major, more: { timeouts: { idle: '300ms' } } })
    await books.call('echo')
    expect(await books.failure('hang')).toMatchObject({ code: 'NAFTIKO_UPSTREAM_TIMEOUT', status: 504 })
    expect(await value(books, 'echo')).toEqual({ given: {} })
  })

  it('is not waited for by a caller that goes away', async () => {
    await using books = await library({ major })
    await books.call('echo')
    const caller = new AbortController()
    const failure = books.failure('hang', {}, { signal: caller.signal })
    caller.abort()
    expect(await failure).toMatchObject({ code: 'NAFTIKO_CANCELLED' })
  })

  it('is not listened to for ever', async () => {
    await using books = await library({ major, more: { maxMessageSize: '100kB' } })
    expect(await books.failure('huge', { size: 300_000 })).toMatchObject({ code: 'NAFTIKO_OUTCOME_TOO_LARGE', status: 502 })
    expect(await value(books, 'echo')).toEqual({ given: {} })
  })

  it('may say things on its output that are no messages', async () => {
    await using books = await library({ major, habit: 'noisy' })
    expect(await value(books, 'echo')).toEqual({ given: {} })
  })
})

describe('a process', () => {
  it('sees what is named of the environment, and what no program can do without', async () => {
    process.env['A_SECRET_OF_THE_HOST'] = 'hush'
    await using books = await library(
      { more: { env: { TOKEN: '{{TOKEN}}', MODE: 'fast', LEVEL: 3, GONE: '{{NOT_SET}}' } } },
      { variables: { TOKEN: 'sk-1' } },
    )
    const seen = (await value(books, 'environment')) as { names: string[]; values: Record<string, string> }
    expect(seen.values).toMatchObject({ TOKEN: 'sk-1', MODE: 'fast', LEVEL: '3', PATH: process.env['PATH'] })
    expect(seen.names).not.toContain('A_SECRET_OF_THE_HOST')
    expect(seen.names).not.toContain('GONE')
  })

  it('runs in the folder that is said', async () => {
    await using books = await library(
      { more: { cwd: '/', args: [script, '2', 'none', '{{MODE}}', '$(id)', 4] } },
      { variables: { MODE: 'a b' } },
    )
    // There is no shell: an argument is one argument, whatever is in it.
    expect(await value(books, 'where')).toMatchObject({ cwd: '/', args: ['a b', '$(id)', '4'] })
  })

  it('writes its errors into the log, at debug', async () => {
    await using books = await library({ more: { env: { TOKEN: '{{TOKEN}}' } } }, { variables: { TOKEN: 'sk-secret-1' } })
    await books.call('complains')
    const lines = (): unknown[] => books.log.records.filter(({ level }) => level === 'debug').map(({ fields }) => fields['line'])
    await expect.poll(lines).toContainEqual(expect.stringContaining('the token is'))
    expect(JSON.stringify(books.log.records)).not.toContain('sk-secret-1')
  })

  it('may need its time to start', async () => {
    await using books = await library({ habit: 'late' })
    expect(await value(books, 'echo')).toEqual({ given: {} })
  })

  it('may end when it is asked for a revision that it does not know, and is then asked in the older way', async () => {
    await using books = await library({ major: '1', habit: 'strict' })
    expect(await value(books, 'echo')).toEqual({ given: {} })
  })

  it('may not stay silent for ever', async () => {
    await using books = await library({ habit: 'silent', more: { timeouts: { connect: '600ms' } } })
    expect(await books.failure('echo')).toMatchObject({
      code: 'NAFTIKO_UPSTREAM_TIMEOUT',
      message: expect.stringContaining('did not introduce itself'),
    })
  })

  it('may end before it has said anything', async () => {
    await using books = await library({ habit: 'broken' })
    const failure = await books.failure('echo')
    expect(failure).toMatchObject({ code: 'NAFTIKO_UPSTREAM_UNREACHABLE', status: 502 })
    expect(failure.message).toContain('it ended the connection before it introduced itself')
  })

  it('may not be there', async () => {
    await using books = await library({ more: { command: 'no-such-program-anywhere' } })
    const failure = await books.failure('echo')
    expect(failure).toMatchObject({ code: 'NAFTIKO_UPSTREAM_UNREACHABLE' })
    expect(failure.message).toBe('"books" (no-such-program-anywhere) could not be reached: there is no such program, or not in its folder')
  })

  it('that ignores the end of its input is ended all the same when the host has no more time', async () => {
    const books = await library({ major: '1', habit: 'deaf' })
    const { pid } = (await value(books, 'where')) as { pid: number }
    await books.host.stop({ graceMs: 0 })
    // A host without time does not wait until it has seen the end of everything.
    await expect.poll(() => isAlive(pid)).toBe(false)
  })

  it('gives way to an address that the operator names', async () => {
    await using books = await library({}, { baseUris: { books: 'http://127.0.0.1:9/mcp' } })
    expect(await books.failure('echo')).toMatchObject({ message: expect.stringContaining('(127.0.0.1:9)') })
  })
})
