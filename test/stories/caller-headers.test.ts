import { inspect } from 'node:util'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { channel } from 'node:diagnostics_channel'
import { describe, expect, it } from 'vitest'
import type { Host } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'
import { json, type Reply, testEngine, upstream } from '@naftiko/testing'

/** Answers with the headers that it received. */
const echo: Reply = (response, request) => {
  const { headers, path } = request
  const heard = (name: string): string | null => String(headers[name] ?? '') || null
  return json({ path, user: heard('authorization'), tenant: heard('x-tenant'), cookie: heard('cookie') })(response, request)
}

interface Served extends AsyncDisposable {
  readonly host: Host
  readonly rest: string
  readonly mcp: string
  readonly log: ReturnType<typeof testEngine>['log']
}

interface Setting {
  readonly forwardHeaders?: unknown
  /** More of the first consumed API. */
  readonly consumes?: object
  readonly exposes?: object
  readonly operation?: object
}

/** A capability over two APIs, which are one server: `one` under /one and `two` under /two. */
async function serve(api: string, { forwardHeaders, consumes = {}, exposes = {}, operation = {} }: Setting): Promise<Served> {
  const engine = testEngine(standardPlugins({ env: { TOKEN: 'own-credential' } }))
  const consumed = (namespace: string, more: object): object => ({
    type: 'http',
    namespace,
    baseUri: `${api}/${namespace}`,
    resources: [{ name: 'r', path: '/echo', operations: [{ name: 'echo', method: 'GET', ...more }] }],
  })
  const steps = [
    { name: 'first', type: 'call', call: 'one.echo' },
    { name: 'second', type: 'call', call: 'two.echo' },
  ]
  const outputs = [
    { name: 'one', type: 'string', mapping: '$.first.user' },
    { name: 'two', type: 'string', mapping: '$.second.user' },
  ]
  const calls = [
    { name: 'direct', call: 'one.echo' },
    { name: 'mapped', call: 'one.echo', outputParameters: [{ name: 'who', type: 'string', mapping: '$.user' }] },
    { name: 'flow', steps, outputParameters: outputs },
    { name: 'function', ref: 'agg.twice' },
  ]
  const given = { ...(forwardHeaders === undefined ? {} : { forwardHeaders }), ...exposes }
  const document = {
    naftiko: '1.0.0-alpha2',
    info: { label: 'callers' },
    capability: {
      consumes: [{ ...consumed('one', operation), ...consumes }, consumed('two', {})],
      aggregates: [{ label: 'Agg', namespace: 'agg', functions: [{ name: 'twice', steps, outputParameters: outputs }] }],
      exposes: [
        {
          type: 'rest',
          namespace: 'rest',
          resources: [
            ...calls.map((call) => ({ path: `/${call.name}`, operations: [{ method: 'GET', ...call }] })),
            { path: '/through/{path}', forward: { targetNamespace: 'two' } },
          ],
          ...given,
        },
        {
          type: 'mcp',
          namespace: 'mcp',
          tools: calls.map((call) => ({ description: 'x', ...call })),
          resources: [{ name: 'who', uri: 'who://am-i', call: 'one.echo' }],
          ...given,
        },
      ],
      binds: [{ namespace: 'env', keys: { TOKEN: 'TOKEN' } }],
    },
  }
  const capability = await engine.load({ text: JSON.stringify(document) })
  const host = engine.host([capability], { anyPort: true })
  await host.start()
  const url = (name: string): string => host.endpoints.find(({ namespace }) => namespace === name)!.url!
  return { host, rest: url('rest'), mcp: url('mcp'), log: engine.log, [Symbol.asyncDispose]: () => host.stop({ graceMs: 0 }) }
}

type Headers = Readonly<Record<string, string>>

async function get(url: string, headers: Headers): Promise<Record<string, unknown>> {
  return (await (await fetch(url, { headers })).json()) as Record<string, unknown>
}

async function tool(url: string, name: string, headers: Headers): Promise<Record<string, unknown>> {
  const client = await connect(url, headers)
  const { structuredContent } = await client.callTool({ name })
  await client.close()
  return structuredContent as Record<string, unknown>
}

async function connect(url: string, headers: Headers): Promise<Client> {
  const client = new Client({ name: 'test', version: '0' })
  const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } })
  await client.connect(transport as Parameters<Client['connect']>[0])
  return client
}

const RENAMED = { 'X-User-Token': 'Authorization' }
const ANN = { 'x-user-token': 'Bearer ann' }

describe('headers of callers', () => {
  it('go nowhere unless the document says so', async () => {
    await using api = await upstream({ '* /*': echo })
    await using served = await serve(api.url, {})
    const headers = { ...ANN, authorization: 'Bearer x', 'x-tenant': 't', cookie: 'a=b' }
    const nothing = { user: null, tenant: null, cookie: null }
    expect(await get(`${served.rest}/direct`, headers)).toMatchObject(nothing)
    expect(await get(`${served.rest}/through/x`, headers)).toMatchObject(nothing)
    expect(await tool(served.mcp, 'direct', headers)).toMatchObject(nothing)
  })

  it.each<[string, unknown, Headers, object]>([
    ['by a list', ['X-Tenant'], { 'x-tenant': 't' }, { user: null, tenant: 't' }],
    ['under another name', RENAMED, ANN, { user: 'Bearer ann', tenant: null }],
    ['to the API that is named', { one: RENAMED, two: ['X-Tenant'] }, { ...ANN, 'x-tenant': 't' }, { user: 'Bearer ann', tenant: null }],
    ['not to another one', { two: RENAMED }, ANN, { user: null }],
    ['when the caller sends them', RENAMED, {}, { user: null }],
  ])('go on %s', async (_, forwardHeaders, headers, received) => {
    await using api = await upstream({ '* /*': echo })
    await using served = await serve(api.url, { forwardHeaders })
    expect(await get(`${served.rest}/direct`, headers)).toMatchObject(received)
    expect(await tool(served.mcp, 'direct', headers)).toMatchObject(received)
  })

  it('reach every call that is made for the caller', async () => {
    await using api = await upstream({ '* /*': echo })
    await using served = await serve(api.url, { forwardHeaders: RENAMED })
    for (const name of ['flow', 'function']) {
      expect(await get(`${served.rest}/${name}`, ANN)).toEqual({ one: 'Bearer ann', two: 'Bearer ann' })
      expect(await tool(served.mcp, name, ANN)).toEqual({ one: 'Bearer ann', two: 'Bearer ann' })
    }
    expect(await get(`${served.rest}/mapped`, ANN)).toBe('Bearer ann')
    expect(await get(`${served.rest}/through/any/where`, ANN)).toMatchObject({ user: 'Bearer ann', path: '/two/any/where' })
    const client = await connect(served.mcp, ANN)
    const { contents } = await client.readResource({ uri: 'who://am-i' })
    expect(JSON.parse((contents[0] as { text: string }).text)).toMatchObject({ user: 'Bearer ann' })
    await client.close()
  })

  it('never mix, however many callers there are', async () => {
    await using api = await upstream({ '* /*': echo })
    await using served = await serve(api.url, { forwardHeaders: RENAMED })
    const callers = Array.from({ length: 60 }, (_, index) => (index % 3 === 0 ? null : `Bearer user-${index}`))
    const heard = await Promise.all(
      callers.map(async (user, index) => {
        const headers: Headers = user === null ? {} : { 'x-user-token': user }
        return index % 2 === 0 ? get(`${served.rest}/flow`, headers) : tool(served.mcp, 'flow', headers)
      }),
    )
    expect(heard).toEqual(callers.map((user) => ({ one: user, two: user })))
  })

  it.each<[string, Setting, string | null]>([
    ['its credential', { consumes: { authentication: { type: 'bearer', token: '{{TOKEN}}' } } }, 'Bearer own-credential'],
    ['its credential, even without a value', { consumes: { authentication: { type: 'bearer', token: '{{MISSING}}' } } }, null],
    [
      'a key in that header',
      { consumes: { authentication: { type: 'apikey', key: 'Authorization', value: '{{TOKEN}}', placement: 'header' } } },
      'own-credential',
    ],
    [
      'a header with a value',
      { consumes: { inputParameters: [{ name: 'authorization', in: 'header', value: 'Bearer {{TOKEN}}' }] } },
      'Bearer own-credential',
    ],
    [
      'a header of the operation with a value',
      { operation: { inputParameters: [{ name: 'Authorization', in: 'header', value: 'Bearer {{TOKEN}}' }] } },
      'Bearer own-credential',
    ],
  ])('never take the place of what the API is given: %s', async (_, setting, user) => {
    await using api = await upstream({ '* /*': echo })
    await using served = await serve(api.url, { forwardHeaders: RENAMED, ...setting })
    expect(await get(`${served.rest}/direct`, ANN)).toMatchObject({ user })
    expect(await tool(served.mcp, 'direct', ANN)).toMatchObject({ user })
  })

  it.each<[string, Setting, string]>([
    ['an API that says it has no credential', { consumes: { authentication: { type: 'none' } } }, 'Bearer ann'],
    [
      'an argument of the call',
      { operation: { inputParameters: [{ name: 'Authorization', in: 'header', default: 'Bearer default' }] } },
      'Bearer ann',
    ],
  ])('win over %s', async (_, setting, user) => {
    await using api = await upstream({ '* /*': echo })
    await using served = await serve(api.url, { forwardHeaders: RENAMED, ...setting })
    expect(await get(`${served.rest}/direct`, ANN)).toMatchObject({ user })
  })

  it('are no part of what is printed, logged or told to observers', async () => {
    await using api = await upstream({ '* /*': json({ no: true }, { status: 500 }) })
    await using served = await serve(api.url, { forwardHeaders: RENAMED })
    const messages: unknown[] = []
    const listen = (message: unknown): void => void messages.push(message)
    const events = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'].map((name) => channel(`tracing:naftiko:invoke:${name}`))
    for (const event of events) event.subscribe(listen)
    await get(`${served.rest}/flow`, { 'x-user-token': 'Bearer very-secret' })
    for (const event of events) event.unsubscribe(listen)
    expect(api.requests[0]!.headers['authorization']).toBe('Bearer very-secret')
    expect(messages.length).toBeGreaterThan(0)
    expect(inspect([messages, served.log.records], { depth: 30, showHidden: true }) + JSON.stringify(served.log.records)).not.toContain(
      'very-secret',
    )
  })

  it('are what answers differ by, for caches on the way', async () => {
    await using api = await upstream({ '* /*': json({}, { headers: { vary: 'accept-language' } }) })
    await using served = await serve(api.url, { forwardHeaders: RENAMED })
    expect((await fetch(`${served.rest}/direct`)).headers.get('vary')).toBe('x-user-token, accept-language')
    expect((await fetch(`${served.rest}/mapped`)).headers.get('vary')).toBe('x-user-token')
  })

  it.each<[string, unknown, object, string, string]>([
    ['a cookie', ['Cookie'], {}, 'NAFTIKO_HEADER_IGNORED', '/0'],
    ['to become a cookie', { 'X-Session': 'cookie' }, {}, 'NAFTIKO_HEADER_IGNORED', '/X-Session'],
    ['a header of the connection', { one: ['Transfer-Encoding'] }, {}, 'NAFTIKO_HEADER_IGNORED', '/one/0'],
    ['no name of a header', { 'x y': 'z' }, {}, 'NAFTIKO_HEADER_IGNORED', '/x y'],
    ['to nobody', { won: ['X-Tenant'] }, {}, 'NAFTIKO_FORWARD_HEADERS', '/won/0'],
    [
      'the credential of the exposer',
      ['Authorization'],
      { authentication: { type: 'bearer', token: 'x' } },
      'NAFTIKO_FORWARD_CREDENTIAL',
      '/0',
    ],
  ])('are not passed on where that makes no sense: %s', async (_, forwardHeaders, exposes, code, at) => {
    await using api = await upstream({ '* /*': echo })
    await using served = await serve(api.url, { forwardHeaders, exposes })
    const [capability] = served.host.capabilities
    const found = capability!.diagnostics.filter((one) => one.code === code)
    expect(found.map(({ severity, pointer }) => [severity, pointer])).toEqual([
      ['warning', `/capability/exposes/0/forwardHeaders${at}`],
      ['warning', `/capability/exposes/1/forwardHeaders${at}`],
    ])
    const headers = { cookie: 'a=b', 'x-session': 'a=b', 'x-tenant': 't', authorization: 'Bearer x' }
    await get(`${served.rest}/direct`, headers)
    for (const { headers: sent } of api.requests)
      expect(sent).toEqual(expect.not.objectContaining({ cookie: 'a=b', authorization: 'Bearer x' }))
  })
})
