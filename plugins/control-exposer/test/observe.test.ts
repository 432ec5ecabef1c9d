import { describe, expect, it } from 'vitest'
import { standardPlugins } from '@naftiko/standard'
import { testEngine } from '@naftiko/testing'
import { watched, type Watched } from './watched.ts'

async function lines(port: Watched): Promise<readonly string[]> {
  return (await (await port.get('/metrics')).text()).split('\n').filter((line) => line.startsWith('naftiko_') && !line.includes('_bucket'))
}

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

describe('metrics', () => {
  it('count what was called, how it ended and how long it took', async () => {
    await using port = await watched()
    await (await fetch(`${port.rest}/ships`)).text()
    await (await fetch(`${port.rest}/ships`)).text()
    await (await fetch(`${port.rest}/crew`)).text()
    await (await fetch(`${port.rest}/gone`)).text()
    await port.host.invoke('yard-mcp.ships')
    const found = await lines(port)
    expect(found).toEqual(
      expect.arrayContaining([
        'naftiko_capability_active{capability="Shipyard"} 1',
        'naftiko_request_total{adapter_type="rest",operation_id="yard-rest.ships",status="200"} 2',
        'naftiko_request_total{adapter_type="rest",operation_id="yard-rest.crew",status="403"} 1',
        'naftiko_request_total{adapter_type="rest",operation_id="yard-rest.gone",status="204"} 1',
        'naftiko_request_total{adapter_type="mcp",operation_id="yard-mcp.ships",status="OK"} 1',
        'naftiko_request_errors{adapter_type="rest",operation_id="yard-rest.crew",error_type="NAFTIKO_UPSTREAM_STATUS"} 1',
        'naftiko_request_duration_seconds_count{adapter_type="rest",operation_id="yard-rest.ships"} 2',
        'naftiko_http_client_total{operation_id="registry.ships",status="200"} 3',
        'naftiko_http_client_total{operation_id="registry.crew",status="403"} 1',
        'naftiko_http_client_duration_seconds_count{operation_id="registry.ships"} 3',
      ]),
    )
  })

  it('come as Prometheus reads them', async () => {
    await using port = await watched()
    const response = await port.get('/metrics')
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
    const text = await response.text()
    expect(text).toContain('# TYPE naftiko_request_duration_seconds histogram')
    expect(text).toMatch(/^process_resident_memory_bytes \d{7,}$/m)
    expect(text).toMatch(/^process_start_time_seconds \d{10}/m)
  })

  it('are those of one host only', async () => {
    await using one = await watched()
    await using other = await watched()
    await (await fetch(`${one.rest}/ships`)).text()
    expect((await lines(one)).filter((line) => line.startsWith('naftiko_request_total'))).toHaveLength(1)
    expect((await lines(other)).filter((line) => line.startsWith('naftiko_request_total'))).toEqual([])
  })

  it('cost other hosts nothing when they are over', async () => {
    const { tracingChannel } = await import('node:diagnostics_channel')
    await using port = await watched()
    expect(tracingChannel('naftiko:invoke').hasSubscribers).toBe(true)
    await port.host.stop()
    expect(tracingChannel('naftiko:invoke').hasSubscribers).toBe(false)
  })
})

interface Traces {
  readonly traces: readonly { readonly traceId: string; readonly operation: string }[]
}

describe('traces', () => {
  it('say what a request called, under the trace of its caller', async () => {
    await using port = await watched()
    await (await fetch(`${port.rest}/ships`, { headers: { traceparent: TRACEPARENT } })).text()
    await (await fetch(`${port.rest}/crew`)).text()
    expect(await port.json('/traces')).toEqual({
      traces: [
        expect.objectContaining({ operation: 'yard-rest.crew', status: 'ERROR', spanCount: 2 }),
        {
          traceId: '0af7651916cd43dd8448eb211c80319c',
          operation: 'yard-rest.ships',
          durationMs: expect.any(Number),
          status: 'OK',
          spanCount: 2,
          timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        },
      ],
      bufferSize: 100,
      bufferUsed: 2,
    })
    const trace = (await port.json('/traces/0af7651916cd43dd8448eb211c80319c')) as { spans: readonly { spanId: string }[] }
    const root = trace.spans[1]!.spanId
    expect(trace).toMatchObject({
      operation: 'yard-rest.ships',
      status: 'OK',
      spans: [
        { name: 'registry.ships', kind: 'CLIENT', status: 'OK', parentSpanId: root },
        { name: 'yard-rest.ships', kind: 'SERVER', status: 'OK' },
      ],
    })
  })

  it.each([
    ['?operation=crew', ['yard-rest.crew']],
    ['?status=ok', ['yard-rest.ships']],
    ['?status=ERROR&operation=ships', []],
  ])('%s are %j', async (query, operations) => {
    await using port = await watched()
    for (const path of ['ships', 'crew']) await (await fetch(`${port.rest}/${path}`)).text()
    const { traces } = (await port.json(`/traces${query}`)) as Traces
    expect(traces.map(({ operation }) => operation)).toEqual(operations)
  })

  it('are kept as long as there is room', async () => {
    await using port = await watched({ observability: { traces: { local: { 'buffer-size': 10 } } } })
    for (let index = 0; index < 12; index += 1) await port.host.invoke('registry.ships')
    expect(await port.json('/traces')).toMatchObject({ bufferSize: 10, bufferUsed: 10 })
  })

  it('show functions and steps as parts of a request, and metrics count the request once', async () => {
    const steps = [
      { name: 'one', type: 'call', call: 'registry.ships' },
      { name: 'two', type: 'call', call: 'registry.ships' },
    ]
    const resources = [
      { path: '/stepped', operations: [{ method: 'GET', name: 'stepped', steps }] },
      { path: '/by-function', operations: [{ method: 'GET', name: 'by-function', ref: 'fleet.all' }] },
    ]
    await using port = await watched({}, { exposes: [{ type: 'rest', namespace: 'more', resources }] })
    const url = port.host.endpoints.find(({ namespace }) => namespace === 'more')!.url!
    for (const path of ['stepped', 'by-function']) expect((await fetch(`${url}/${path}`)).status).toBe(200)
    const { traces } = (await port.json('/traces')) as Traces
    const spans = await Promise.all(
      traces.map(async ({ traceId }) => ((await port.json(`/traces/${traceId}`)) as { spans: readonly object[] }).spans),
    )
    expect(spans).toMatchObject([
      [
        { name: 'registry.ships', kind: 'CLIENT' },
        { name: 'fleet.all', kind: 'INTERNAL' },
        { name: 'more.by-function', kind: 'SERVER' },
      ],
      [
        { name: 'registry.ships', kind: 'CLIENT' },
        { name: 'registry.ships', kind: 'CLIENT' },
        { name: 'more.stepped', kind: 'SERVER' },
      ],
    ])
    const counts = (await lines(port)).filter((line) => /_total\{/.test(line))
    expect(counts).toEqual([
      'naftiko_request_total{adapter_type="rest",operation_id="more.stepped",status="200"} 1',
      'naftiko_request_total{adapter_type="rest",operation_id="more.by-function",status="200"} 1',
      'naftiko_http_client_total{operation_id="registry.ships",status="200"} 3',
    ])
  })

  it.each(['/traces/none', '/traces/%22%3E%3Cscript%3E'])('%s is not there', async (path) => {
    await using port = await watched()
    const response = await port.get(path)
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json'])
    expect(await response.text()).not.toContain('script')
  })

  it('keep requests apart that come at the same time under one trace', async () => {
    await using port = await watched()
    const headers = { traceparent: TRACEPARENT }
    await Promise.all(Array.from({ length: 5 }, async () => (await fetch(`${port.rest}/ships`, { headers })).text()))
    const { traces } = (await port.json('/traces')) as { traces: readonly { spanCount: number }[] }
    expect(traces.map(({ spanCount }) => spanCount)).toEqual([2, 2, 2, 2, 2])
  })
})

describe('a port of one capability', () => {
  it('does not tell of another in the same host', async () => {
    const engine = testEngine(standardPlugins({ env: {} }))
    const text = (label: string, namespace: string): string =>
      JSON.stringify({
        naftiko: '1',
        info: { label },
        capability: { exposes: [{ type: 'control', namespace, management: { info: true } }] },
      })
    const capabilities = await Promise.all(
      ['one', 'two'].map((name) => engine.load({ text: text(name, `${name}-control`), name: `${name}.yaml` })),
    )
    await using host = engine.host(capabilities, { anyPort: true })
    await host.start()
    const status = await (await fetch(`${host.endpoints[1]!.url}/status`)).json()
    expect(status).toMatchObject({ capability: { label: 'two' }, adapters: [{ namespace: 'two-control' }] })
  })
})
