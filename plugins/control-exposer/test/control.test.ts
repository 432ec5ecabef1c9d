import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { standardPlugins } from '@naftiko/standard'
import { testEngine } from '@naftiko/testing'
import { SECRET, watched } from './watched.ts'

const STARTED = (type: string, namespace: string): object => ({ type, namespace, port: expect.any(Number), state: 'started' })
const ALL = [STARTED('rest', 'yard-rest'), STARTED('mcp', 'yard-mcp'), STARTED('control', 'control')]

describe('health', () => {
  it('is live', async () => {
    await using port = await watched()
    const response = await port.get('/health/live')
    expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control'), await response.json()]).toEqual([
      200,
      'application/json; charset=utf-8',
      'no-store',
      { status: 'UP' },
    ])
    expect((await port.get('/health/live', { method: 'HEAD' })).status).toBe(200)
  })

  it('is ready when every exposer takes requests', async () => {
    await using port = await watched()
    const response = await port.get('/health/ready')
    expect([response.status, await response.json()]).toEqual([200, { status: 'UP', adapters: ALL }])
  })

  it('is degraded when one stays closed', async () => {
    const closed = { type: 'rest', namespace: 'closed', authentication: { type: 'bearer', token: '{{OTHER}}' }, resources: [] }
    await using port = await watched({}, { exposes: [closed] })
    const response = await port.get('/health/ready')
    expect([response.status, await response.json()]).toEqual([
      503,
      { status: 'DEGRADED', adapters: [...ALL, { type: 'rest', namespace: 'closed', port: expect.any(Number), state: 'stopped' }] },
    ])
  })

  it('has no namespace of its own to be declared', async () => {
    await using port = await watched()
    expect(port.diagnostics.filter(({ pointer }) => pointer.startsWith('/capability/exposes/2'))).toEqual([])
    expect(port.host.endpoints.find(({ type }) => type === 'control')).toMatchObject({
      namespace: 'control',
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    })
  })

  it('asks for credentials where the document says so', async () => {
    await using port = await watched({ authentication: { type: 'basic', username: 'ops', password: '{{TOKEN}}' } })
    expect((await port.get('/health/live')).status).toBe(401)
    const authorization = `Basic ${Buffer.from(`ops:${SECRET}`).toString('base64')}`
    expect((await port.get('/health/live', { headers: { authorization } })).status).toBe(200)
  })
})

describe('what is served', () => {
  const paths = ['/health/live', '/health/ready', '/status', '/config', '/metrics', '/traces', '/logs/stream']
  it.each([
    [{}, ['/health/live', '/health/ready', '/metrics', '/traces']],
    [{ management: { health: false } }, ['/metrics', '/traces']],
    [{ management: { info: true } }, ['/health/live', '/health/ready', '/status', '/config', '/metrics', '/traces']],
    [{ observability: { enabled: false } }, ['/health/live', '/health/ready']],
    [{ observability: { metrics: { local: { enabled: false } } } }, ['/health/live', '/health/ready', '/traces']],
    [{ observability: { traces: { local: { enabled: false } } } }, ['/health/live', '/health/ready', '/metrics']],
    [{ management: { health: false, logs: true }, observability: { enabled: false } }, ['/logs/stream']],
    [{ management: { health: false, logs: { stream: true } }, observability: { enabled: false } }, ['/logs/stream']],
    [{ management: { health: false, logs: {} }, observability: { enabled: false } }, []],
  ])('%j means %j', async (settings, expected) => {
    await using port = await watched(settings)
    const served: string[] = []
    for (const path of paths) if ((await port.get(path, { method: 'HEAD' })).status !== 404) served.push(path)
    expect(served).toEqual(expected)
  })

  it('is told to those who ask for anything else', async () => {
    await using port = await watched()
    const response = await port.get('/other')
    expect([response.status, await response.json()]).toMatchObject([
      404,
      { code: 'NAFTIKO_NOT_FOUND', detail: expect.stringContaining('GET /metrics') },
    ])
  })

  it.each([
    ['/health/live', 'POST', 'GET, HEAD, OPTIONS'],
    ['/traces/abc', 'DELETE', 'GET, HEAD, OPTIONS'],
    ['/config/validate', 'GET', 'POST, OPTIONS'],
  ])('%s refuses %s', async (path, method, allow) => {
    await using port = await watched({ management: { validate: true } })
    const response = await port.get(path, { method })
    expect([response.status, response.headers.get('allow')]).toEqual([405, allow])
    expect((await port.get(path, { method: 'OPTIONS' })).status).toBe(204)
  })

  it.each([
    [{ management: { reload: true } }, '/management/reload', '"reload"'],
    [{ management: { logs: true } }, '/management/logs', '"level-control"'],
    [{ management: { logs: { stream: true } } }, '/management/logs', '"level-control"'],
    [{ observability: { traces: { sampling: 0.5 } } }, '/observability/traces/sampling', '"sampling"'],
    [{ observability: { traces: { propagation: 'b3' } } }, '/observability/traces/propagation', '"propagation"'],
    [{ observability: { exporters: { otlp: { endpoint: 'http://x' } } } }, '/observability/exporters', '"exporters"'],
  ])('leaves out what %j asks for, and says so', async (settings, at, name) => {
    await using port = await watched(settings)
    expect(port.diagnostics).toMatchObject([
      {
        severity: 'warning',
        code: 'NAFTIKO_NOT_SUPPORTED_YET',
        message: expect.stringContaining(name),
        pointer: `/capability/exposes/2${at}`,
      },
    ])
  })

  it('does not serve limits of scripts, which hold all the same', async () => {
    await using port = await watched({ management: { scripting: { timeout: 100 } } })
    expect(port.diagnostics.filter(({ code }) => !code.startsWith('NAFTIKO_UNUSED_'))).toEqual([])
    expect((await port.get('/scripting')).status).toBe(404)
  })

  it.each([
    { management: { health: 'yes' } },
    { management: { logs: { 'max-subscribers': 50 } } },
    { observability: { traces: { local: { 'buffer-size': 1 } } } },
    { observability: { traces: { propagation: 'smoke' } } },
    { port: 70_000 },
  ])('is not served with a setting of the wrong kind: %j', async (settings) => {
    await expect(watched(settings)).rejects.toMatchObject({ code: 'NAFTIKO_DOCUMENT_INVALID' })
  })
})

describe('information', () => {
  it('says what runs here', async () => {
    await using port = await watched({ management: { info: true } })
    expect(await port.json('/status')).toEqual({
      capability: { label: 'Shipyard', specVersion: '1.0.0-alpha2' },
      engine: { version: expect.stringMatching(/^\d+\.\d+\.\d+/), node: process.versions.node },
      uptime: expect.stringMatching(/^PT\d+(\.\d)?S$/),
      otel: { status: 'inactive' },
      adapters: ALL,
      missingVariables: ['OTHER'],
    })
  })

  it('shows the document without a secret', async () => {
    const literal = {
      type: 'rest',
      namespace: 'closed',
      authentication: { type: 'basic', username: 'me', password: `hunter2 ${SECRET}` },
      resources: [],
    }
    await using port = await watched({ management: { info: true } }, { exposes: [{ ...literal, description: `do not print ${SECRET}` }] })
    const text = await (await port.get('/config')).text()
    expect(text).not.toMatch(/hunter2|literal-secret|sk-very/)
    expect(JSON.parse(text)).toMatchObject({
      info: { label: 'Shipyard' },
      binds: [{ keys: { TOKEN: 'TOKEN' } }],
      capability: {
        consumes: [{ authentication: { type: 'bearer', token: '{{TOKEN}}' }, inputParameters: [{ name: 'X-Api-Key', value: '***' }] }],
        exposes: [{}, {}, {}, { authentication: { type: 'basic', password: '***' }, description: 'do not print ***' }],
      },
    })
  })
})

describe('validation', () => {
  it('looks at the document as it is now, and leaves what runs alone', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'control-'))
    const file = path.join(folder, 'c.yaml')
    const text = 'naftiko: 1.0.0-alpha2\ncapability:\n  exposes:\n    - { type: control, management: { validate: true } }\n'
    await writeFile(file, text)
    const engine = testEngine(standardPlugins({ env: {} }))
    await using host = engine.host([await engine.load(file)], { anyPort: true })
    await host.start()
    const check = async (): Promise<unknown> => (await fetch(`${host.endpoints[0]!.url}/config/validate`, { method: 'POST' })).json()
    expect(await check()).toEqual({ valid: true, diagnostics: [] })
    await writeFile(file, text.replace('validate: true', 'validate: perhaps'))
    expect(await check()).toMatchObject({ valid: false, diagnostics: [{ severity: 'error', code: 'NAFTIKO_WRONG_TYPE', line: 4, file }] })
    expect(host.state).toBe('running')
    await rm(folder, { recursive: true })
  })
})
