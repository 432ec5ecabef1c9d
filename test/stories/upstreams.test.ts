import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createEngine, type Host } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'
import { broken, hangUp, raw, refusedUrl, silence, text, upstream, type Upstream } from '@naftiko/testing'

const document = (baseUri: string): string => `naftiko: 1.0.0-alpha2
capability:
  consumes:
    - type: http
      namespace: api
      baseUri: ${baseUri}
      authentication: { type: bearer, token: '{{TOKEN}}' }
      timeouts: { firstByte: 50ms }
      resources:
        - { name: r, path: /x, operations: [{ name: get, method: GET }] }
  exposes:
    - type: rest
      namespace: api-rest
      resources:
        - path: /x
          operations: [{ method: GET, name: get, call: api.get }]
        - path: /mapped
          operations: [{ method: GET, name: mapped, call: api.get, outputParameters: [{ type: object, properties: { id: { type: string, mapping: $.id } } }] }]
  binds:
    - { namespace: env, keys: { TOKEN: TOKEN } }
`

let api: Upstream
let host: Host
const logged: string[] = []

async function start(baseUri: string): Promise<void> {
  const write = (message: string, fields?: object): void => void logged.push(`${message} ${JSON.stringify(fields)}`)
  const log = { debug: write, info: write, warn: write, error: write, child: () => log }
  const engine = createEngine({ plugins: standardPlugins({ env: { TOKEN: 'sk-secret-value' } }), log })
  host = engine.host([await engine.load({ text: document(baseUri) })], { anyPort: true })
  await host.start()
}

beforeEach(async () => {
  api = await upstream()
  await start(api.url)
})
afterEach(async () => {
  await host.stop({ graceMs: 0 })
  await api.close()
})

describe('an upstream in trouble', () => {
  it.each([
    ['never answers', silence(), 504, 'NAFTIKO_UPSTREAM_TIMEOUT'],
    ['hangs up', hangUp(), 502, 'NAFTIKO_UPSTREAM_UNREACHABLE'],
    ['answers garbage', raw('nonsense\r\n\r\n'), 502, 'NAFTIKO_UPSTREAM_INVALID'],
  ])('that %s is a problem of the upstream', async (_, reply, status, code) => {
    api.on('GET /x', reply)
    const answer = await fetch(`${host.endpoints[0]!.url}/x`)
    const problem = (await answer.json()) as object
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/problem+json'])
    expect(problem).toMatchObject({ status, code, detail: expect.stringContaining('"api" (127.0.0.1:') })
    await expect(host.invoke('api.get')).rejects.toMatchObject({ code, status, fault: 'upstream' })
    expect(JSON.stringify(problem) + logged.join('\n')).not.toContain('sk-secret-value')
  })

  it('that is down says so', async () => {
    await host.stop()
    await start(await refusedUrl())
    const answer = await fetch(`${host.endpoints[0]!.url}/x`)
    expect([answer.status, await answer.json()]).toEqual([
      502,
      expect.objectContaining({ code: 'NAFTIKO_UPSTREAM_UNREACHABLE', detail: expect.stringContaining('refuses connections') }),
    ])
  })

  it.each(['/x', '/mapped'])('that breaks off in the middle never looks complete at %s', async (path) => {
    api.on('GET /x', broken('{"id": "1", "rest": "', { headers: { 'content-type': 'application/json' } }))
    const got = await fetch(host.endpoints[0]!.url + path).then(
      async (answer) => (answer.ok ? await answer.text().catch(() => 'cut') : answer.status),
      () => 'cut',
    )
    expect([502, 'cut']).toContain(got)
  })

  it('that says JSON and sends something else fails where it is read, and passes where it is not', async () => {
    api.on('GET /x', text('not json', { headers: { 'content-type': 'application/json' } }))
    expect(await (await fetch(`${host.endpoints[0]!.url}/x`)).text()).toBe('not json')
    const mapped = await fetch(`${host.endpoints[0]!.url}/mapped`)
    expect([mapped.status, await mapped.json()]).toEqual([502, expect.objectContaining({ code: 'NAFTIKO_UPSTREAM_INVALID' })])
  })
})
