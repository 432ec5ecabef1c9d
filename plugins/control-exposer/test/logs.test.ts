import { describe, expect, it } from 'vitest'
import { SECRET, watched, type Watched } from './watched.ts'

const LOGS = { management: { logs: { stream: true, 'level-control': false, 'max-subscribers': 2 } } }

interface Reader extends AsyncDisposable {
  readonly text: () => string
  readonly ended: Promise<void>
}

async function read(port: Watched, query = ''): Promise<Reader> {
  const controller = new AbortController()
  const response = await port.get(`/logs/stream${query}`, { signal: controller.signal })
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
  let text = ''
  const ended = (async () => {
    for await (const chunk of response.body!) text += Buffer.from(chunk as Uint8Array).toString()
  })().catch(() => {})
  return {
    text: () => text,
    ended,
    [Symbol.asyncDispose]: async () => {
      controller.abort()
      await ended
    },
  }
}

/** Something that is worth a line: the upstream breaks off, and the engine says so. */
async function trouble(port: Watched): Promise<void> {
  port.api.on('GET /ships', (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
    response.write(`"${SECRET}`, () => response.destroy())
  })
  await (await fetch(`${port.rest}/ships`)).text().catch(() => {})
}

describe('the log', () => {
  it('can be read while it is written', async () => {
    await using port = await watched(LOGS)
    await using reader = await read(port)
    await trouble(port)
    await expect.poll(reader.text).toMatch(/^event: log\ndata: .*broke off.*\n\n/)
    const line = JSON.parse(/data: (.*)/.exec(reader.text())![1]!) as unknown
    expect(line).toMatchObject({
      time: expect.stringMatching(/Z$/),
      level: 'warn',
      capability: 'Shipyard',
      namespace: 'yard-rest',
      traceId: expect.any(String),
    })
  })

  it('leaves out what is less than asked for', async () => {
    await using port = await watched(LOGS)
    await using errors = await read(port, '?level=error')
    await using warnings = await read(port, '?level=warn')
    await trouble(port)
    await expect.poll(warnings.text).toContain('event: log')
    expect(errors.text()).toBe('')
  })

  it('has as many readers as the document allows', async () => {
    await using port = await watched(LOGS)
    const readers = [await read(port), await read(port)]
    const third = await port.get('/logs/stream')
    expect([third.status, await third.json()]).toMatchObject([503, { code: 'NAFTIKO_LOG_READERS' }])
    for (const reader of readers) await reader[Symbol.asyncDispose]()
    await expect.poll(async () => (await port.get('/logs/stream', { method: 'HEAD' })).status).toBe(200)
  })

  it('refuses a level that is none', async () => {
    await using port = await watched(LOGS)
    const response = await port.get('/logs/stream?level=loud')
    expect([response.status, await response.json()]).toMatchObject([400, { input: 'level' }])
  })

  it('does not keep its host from stopping', async () => {
    await using port = await watched(LOGS)
    const reader = await read(port)
    const begun = performance.now()
    await port.host.stop({ graceMs: 5000 })
    await reader.ended
    expect(performance.now() - begun).toBeLessThan(2000)
  })
})
