import { once } from 'node:events'
import { createServer } from 'node:net'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../src/index.ts'
import { guide } from '../src/guide.ts'
import { main } from '../src/main.ts'

describe('the demonstration', () => {
  let demo: Demo
  beforeAll(async () => {
    demo = await startDemo({ anyPort: true, paceMs: 0 })
  })
  afterAll(() => demo.stop())

  it('serves the capability over REST, against the imitation', async () => {
    const { data } = (await (await fetch(`${demo.rest}/models`)).json()) as { data: unknown[] }
    expect(data).toHaveLength(12)
  })

  it('streams', async () => {
    const body = JSON.stringify({ model: 'openai/gpt-4o', stream: true, messages: [{ role: 'user', content: 'Hello' }] })
    const response = await fetch(`${demo.rest}/chat/completions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    expect(await response.text()).toMatch(/^: OPENROUTER PROCESSING[\s\S]*data: \[DONE\]\n\n$/)
  })

  it('offers the operations as MCP tools', async () => {
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' })
    expect(await (await fetch(demo.mcp, { method: 'POST', headers, body })).text()).toContain('"listmodelendpoints"')
  })

  it('tells what to try', () => {
    expect(guide(demo)).toContain(`curl ${demo.rest}/models\n`)
    expect(guide(demo)).toContain(`"url": "${demo.mcp}"`)
  })

  it('stops twice, and leaves nothing listening', async () => {
    const other = await startDemo({ anyPort: true })
    await other.stop()
    await other.stop()
    await expect(fetch(other.rest)).rejects.toThrow('fetch failed')
    await expect(fetch(other.upstream)).rejects.toThrow('fetch failed')
  })
})

describe('the ports of the document', () => {
  it('are left alone when others have them', async () => {
    const squatters = await Promise.all([8080, 9090].map(occupy))
    const demo = await startDemo()
    expect(demo.notes).toEqual([
      'the port of openrouter-rest is taken, so it got a free one',
      'the port of openrouter-mcp is taken, so it got a free one',
    ])
    expect((await fetch(`${demo.rest}/models`)).status).toBe(200)
    await demo.stop()
    for (const release of squatters) release()
  })
})

/** Takes a port, unless somebody else has it already. */
async function occupy(port: number): Promise<() => void> {
  const server = createServer()
  await new Promise<void>((resolve) => {
    server.once('error', () => resolve())
    server.listen(port, '127.0.0.1', resolve)
  })
  return () => void server.close()
}

describe('the command', () => {
  const run = (args: readonly string[]) => {
    const streams = { stdout: new PassThrough(), stderr: new PassThrough() }
    const code = main(args, streams).finally(() => Object.values(streams).forEach((stream) => stream.end()))
    return { ...streams, code, said: Promise.all([text(streams.stdout), text(streams.stderr)]) }
  }

  it.each([
    [['--help'], 0, 'Usage: naftiko-demo', ''],
    [['--nothing'], 64, '', "Unknown option '--nothing'"],
  ])('ends at once with %j and code %i', async (args, code, out, error) => {
    const { code: ended, said } = run(args)
    expect(await ended).toBe(code)
    const [stdout, stderr] = await said
    expect([stdout, stderr]).toEqual([expect.stringContaining(out), expect.stringContaining(error)])
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('serves until %s', async (signal) => {
    const { code, stdout, said } = run(['--any-port'])
    await Promise.race([once(stdout, 'data'), code])
    process.emit(signal)
    expect(await code).toBe(0)
    expect((await said)[0]).toContain('Stop with Ctrl+C.')
  })
})
