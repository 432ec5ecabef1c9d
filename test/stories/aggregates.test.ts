import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { type Capability, createEngine, type Host } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'
import { delayed, json, upstream, type Upstream } from '@naftiko/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'

let folder: string
let api: Upstream
let host: Host | undefined
let client: Client | undefined

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'aggregates-'))
  api = await upstream({
    'GET /weather/{city}': (response, request) => json({ city: request.path.split('/')[2]!, degrees: 21 })(response, request),
    'GET /slow/{city}': (response, request) => delayed(20, json({ city: request.path.split('/')[2]! }))(response, request),
    'POST /alert': (response, request) => json({ sent: request.json() })(response, request),
  })
})
afterEach(async () => {
  await client?.close()
  await host?.stop({ graceMs: 0 })
  await api.close()
  await rm(folder, { recursive: true })
  client = undefined
  host = undefined
})

const consumed = () => ({
  type: 'http',
  namespace: 'sky',
  baseUri: api.url,
  resources: [
    { path: '/weather/{city}', operations: [{ name: 'weather', method: 'GET' }] },
    { path: '/slow/{city}', operations: [{ name: 'slow', method: 'GET' }] },
    {
      path: '/alert',
      operations: [
        {
          name: 'alert',
          method: 'POST',
          inputParameters: [
            { name: 'text', in: 'body' },
            { name: 'at', in: 'body' },
          ],
        },
      ],
    },
  ],
})
const city = { name: 'city', type: 'string', required: true, description: 'A city' }
const FORECAST = {
  namespace: 'forecast',
  functions: [
    {
      name: 'today',
      description: 'The weather of today',
      semantics: { safe: true, idempotent: true, cacheable: true },
      inputParameters: [city],
      call: 'sky.weather',
      with: { city: 'forecast.city' },
      outputParameters: [
        { type: 'object', properties: { place: { type: 'string', mapping: '$.city' }, degrees: { type: 'number', mapping: '$.degrees' } } },
      ],
    },
    {
      name: 'warn',
      description: 'Warns a city',
      semantics: { safe: false, idempotent: false },
      inputParameters: [city, { name: 'level', type: 'string', default: 'low', description: 'How bad it is' }],
      steps: [
        { name: 'now', type: 'call', call: 'forecast.today', with: { city: 'forecast.city' } },
        { name: 'send', type: 'call', call: 'sky.alert', with: { text: '{{forecast.level}}: {{now.degrees}}', at: '$.now.place' } },
      ],
      mappings: [{ targetName: 'sent', value: '$.send.sent' }],
    },
  ],
}

async function load(document: object, files: Readonly<Record<string, object>> = {}): Promise<Capability> {
  for (const [name, content] of Object.entries({ ...files, 'main.yaml': { naftiko: '1.0.0-alpha3', ...document } }))
    await writeFile(path.join(folder, name), stringify(content))
  return createEngine({ plugins: standardPlugins({ env: {} }) }).load(path.join(folder, 'main.yaml'))
}

async function serve(document: object, files?: Readonly<Record<string, object>>): Promise<Host> {
  const capability = await load(document, files)
  expect(capability.diagnostics.filter(({ code, severity }) => severity !== 'hint' && code !== 'NAFTIKO_SEMANTICS_CONFLICT')).toEqual([])
  host = createEngine({ plugins: standardPlugins({ env: {} }) }).host([capability], { anyPort: true })
  await host.start()
  return host
}

const urlOf = (namespace: string): string => host!.endpoints.find((endpoint) => endpoint.namespace === namespace)!.url!
async function connect(): Promise<Client> {
  client = new Client({ name: 'test', version: '1' })
  await client.connect(new StreamableHTTPClientTransport(new URL(urlOf('tools'))) as never)
  return client
}

const rest = (resources: readonly object[]): object => ({ type: 'rest', namespace: 'door', resources })
const mcp = (tools: readonly object[]): object => ({ type: 'mcp', namespace: 'tools', tools })

describe('a function', () => {
  it('is referred to by routes, tools, steps and other functions, and called in-process', async () => {
    const running = await serve({
      capability: {
        consumes: [consumed()],
        aggregates: [FORECAST],
        exposes: [
          rest([
            { path: '/cities/{city}', operations: [{ method: 'GET', name: 'get', ref: 'forecast.today' }] },
            {
              path: '/cities/{name}/named',
              operations: [{ method: 'GET', name: 'named', ref: 'forecast.today', with: { city: 'door.name' } }],
            },
            { path: '/cities/{city}/warnings', operations: [{ method: 'POST', name: 'warn', ref: 'forecast.warn' }] },
          ]),
          mcp([{ ref: 'forecast.today' }, { ref: 'forecast.warn', name: 'warn-oslo', with: { city: 'Oslo' } }]),
        ],
      },
    })
    const oslo = { place: 'Oslo', degrees: 21 }
    expect(await (await fetch(`${urlOf('door')}/cities/Oslo`)).json()).toEqual(oslo)
    expect(await (await fetch(`${urlOf('door')}/cities/Oslo/named`)).json()).toEqual(oslo)
    const warned = await fetch(`${urlOf('door')}/cities/Oslo/warnings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"level":"high"}',
    })
    expect(await warned.json()).toEqual({ sent: { text: 'high: 21', at: 'Oslo' } })
    const tools = await connect()
    expect((await tools.callTool({ name: 'today', arguments: { city: 'Oslo' } })).structuredContent).toEqual(oslo)
    expect((await tools.callTool({ name: 'warn-oslo', arguments: {} })).structuredContent).toEqual({
      sent: { text: 'low: 21', at: 'Oslo' },
    })
    expect(await running.invoke('forecast.warn', { city: 'Rome' })).toMatchObject({ value: { sent: { text: 'low: 21', at: 'Rome' } } })
  })

  it('is what a tool says that only refers to it: name, description, inputs and hints; each can be said anew', async () => {
    await serve({
      capability: {
        consumes: [consumed()],
        aggregates: [FORECAST],
        exposes: [
          mcp([
            { ref: 'forecast.today' },
            {
              ref: 'forecast.today',
              name: 'weather',
              description: 'Sun or rain',
              inputParameters: [{ name: 'town', type: 'string', required: true, description: 'A town' }],
              with: { city: 'tools.town' },
              hints: { openWorld: false, idempotent: false },
            },
            { ref: 'forecast.warn', hints: { destructive: true } },
          ]),
        ],
      },
    })
    const tools = await connect()
    const listed = (await tools.listTools()).tools
    expect(listed).toMatchObject([
      {
        name: 'today',
        description: 'The weather of today',
        inputSchema: { properties: { city: { type: 'string', description: 'A city' } }, required: ['city'] },
        annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
      },
      {
        name: 'weather',
        description: 'Sun or rain',
        inputSchema: { properties: { town: { type: 'string', description: 'A town' } }, required: ['town'] },
        annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: false, openWorldHint: false },
      },
      {
        name: 'warn',
        inputSchema: { properties: { city: { type: 'string' }, level: { type: 'string', default: 'low' } }, required: ['city'] },
        annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false },
      },
    ])
    expect(Object.keys(listed[1]!.inputSchema.properties!)).toEqual(['town'])
    expect((await tools.callTool({ name: 'weather', arguments: { town: 'Oslo' } })).structuredContent).toEqual({
      place: 'Oslo',
      degrees: 21,
    })
  })

  it('that is cacheable has a tag on its route, and its errors have none', async () => {
    await serve({
      capability: {
        consumes: [consumed()],
        aggregates: [FORECAST],
        exposes: [rest([{ path: '/cities/{city}', operations: [{ method: 'GET', name: 'get', ref: 'forecast.today' }] }])],
      },
    })
    const first = await fetch(`${urlOf('door')}/cities/Oslo`)
    expect([first.headers.get('cache-control'), first.headers.get('etag')]).toEqual(['private, no-cache', expect.any(String)])
    const again = await fetch(`${urlOf('door')}/cities/Oslo`, { headers: { 'if-none-match': first.headers.get('etag')! } })
    expect(again.status).toBe(304)
    api.on('GET /weather/{city}', json({ error: 'no' }, { status: 404 }))
    const missing = await fetch(`${urlOf('door')}/cities/Oslo`, { headers: { 'if-none-match': '*' } })
    expect([missing.status, missing.headers.get('etag')]).toEqual([404, null])
  })
})

describe('functions of imported documents', () => {
  const files = () => ({
    'forecast.yaml': { naftiko: '1.0.0-alpha3', capability: { consumes: [consumed()], aggregates: [FORECAST] } },
  })
  const exposes = (namespace: string) => [
    rest([{ path: '/cities/{city}', operations: [{ method: 'GET', name: 'get', ref: `${namespace}.today` }] }]),
    mcp([{ ref: `${namespace}.warn` }]),
  ]

  it.each([
    ['under their own name', {}, 'forecast'],
    ['under another', { as: 'weather' }, 'weather'],
  ])('run %s, with the APIs that their document consumes', async (_, more, namespace) => {
    const running = await serve(
      { capability: { aggregates: [{ import: 'forecast', location: './forecast.yaml', ...more }], exposes: exposes(namespace) } },
      files(),
    )
    expect(await (await fetch(`${urlOf('door')}/cities/Oslo`)).json()).toEqual({ place: 'Oslo', degrees: 21 })
    const tools = await connect()
    expect((await tools.callTool({ name: 'warn', arguments: { city: 'Oslo' } })).structuredContent).toEqual({
      sent: { text: 'low: 21', at: 'Oslo' },
    })
    expect(await running.invoke(`${namespace}.today`, { city: 'Rome' })).toMatchObject({ value: { place: 'Rome' } })
  })

  it('use an API of the importing document where that has one of the name', async () => {
    const other = await upstream({ 'GET /weather/{city}': json({ city: 'elsewhere', degrees: 1 }) })
    await serve(
      {
        capability: {
          consumes: [{ ...consumed(), baseUri: other.url }],
          aggregates: [{ import: 'forecast', location: './forecast.yaml' }],
          exposes: exposes('forecast'),
        },
      },
      files(),
    )
    expect(await (await fetch(`${urlOf('door')}/cities/Oslo`)).json()).toEqual({ place: 'elsewhere', degrees: 1 })
    await other.close()
  })

  it('of two documents that each have another API of one name are told apart, or it is said that they are not', async () => {
    const weather = { ...FORECAST, namespace: 'weather' }
    const imports = [
      { import: 'forecast', location: './forecast.yaml' },
      { import: 'weather', location: './weather.yaml' },
    ]
    const other = { naftiko: '1.0.0-alpha3', capability: { consumes: [consumed()], aggregates: [weather] } }
    const capability = await load(
      { capability: { aggregates: imports, exposes: exposes('forecast') } },
      { ...files(), 'weather.yaml': other },
    )
    expect(capability.diagnostics).toContainEqual(
      expect.objectContaining({
        code: 'NAFTIKO_NAMESPACE_TAKEN',
        message: expect.stringContaining('"sky"'),
        file: expect.stringContaining('weather.yaml'),
      }),
    )
  })

  it('that are not there are reported where they are imported', async () => {
    const capability = await load(
      { capability: { aggregates: [{ import: 'forcast', location: './forecast.yaml' }], exposes: exposes('forecast') } },
      files(),
    ).catch((error: unknown) => error as { diagnostics: Capability['diagnostics'] })
    expect(capability.diagnostics).toContainEqual(
      expect.objectContaining({ pointer: '/capability/aggregates/0/import', hint: expect.stringContaining('forecast') }),
    )
  })
})

describe('functions that call each other in a circle', () => {
  it('are named, and the others run', async () => {
    const functions = [
      { name: 'a', description: 'a', call: 'f.b' },
      { name: 'b', description: 'b', steps: [{ name: 'one', type: 'call', call: 'f.c' }] },
      { name: 'c', description: 'c', steps: [{ name: 'all', type: 'group', steps: [{ name: 'one', type: 'call', call: 'f.a' }] }] },
      { name: 'self', description: 'self', call: 'f.self' },
      { name: 'fine', description: 'fine', outputParameters: [{ type: 'string', value: 'fine' }] },
    ]
    const error = (await load({ capability: { aggregates: [{ namespace: 'f', functions }], exposes: [mcp([{ ref: 'f.fine' }])] } }).catch(
      (reason: unknown) => reason,
    )) as { diagnostics: Capability['diagnostics'] }
    const circles = error.diagnostics.filter(({ code }) => code === 'NAFTIKO_FUNCTION_CYCLE').map(({ message }) => message)
    expect(circles).toEqual([
      'functions call each other in a circle: f.a → f.b → f.c → f.a',
      'functions call each other in a circle: f.self → f.self',
    ])
  })
})

describe('two aggregates that are called side by side', () => {
  const aggregate = (namespace: string): object => ({
    namespace,
    functions: [
      {
        name: 'go',
        description: 'Goes',
        inputParameters: [city],
        steps: [
          { name: 'first', type: 'call', call: 'sky.slow', with: { city: `${namespace}.city` } },
          { name: 'second', type: 'call', call: 'sky.slow', with: { city: `{{first.city}}-{{${namespace}.city}}` } },
        ],
        mappings: [
          { targetName: 'who', value: namespace },
          { targetName: 'cities', value: ['{{first.city}}', '{{second.city}}', `{{${namespace}.city}}`] },
        ],
      },
    ],
  })

  it('never mix their arguments, their results or their names', async () => {
    const running = await serve({
      capability: {
        consumes: [consumed()],
        aggregates: [aggregate('left'), aggregate('right')],
        exposes: [
          mcp([{ ref: 'left.go' }]),
          rest([
            { path: '/left/{city}', operations: [{ method: 'GET', name: 'left', ref: 'left.go' }] },
            { path: '/right/{city}', operations: [{ method: 'GET', name: 'right', ref: 'right.go' }] },
          ]),
        ],
      },
    })
    const calls = Array.from({ length: 60 }, async (_, index) => {
      const who = index % 2 === 0 ? 'left' : 'right'
      const place = `c${index}`
      const expected = { who, cities: [place, `${place}-${place}`, place] }
      const result =
        index % 3 === 0
          ? ((await running.invoke(`${who}.go`, { city: place })) as { value: unknown }).value
          : await (await fetch(`${urlOf('door')}/${who}/${place}`)).json()
      return { expected, result }
    })
    for (const { expected, result } of await Promise.all(calls)) expect(result).toEqual(expected)
  })
})
