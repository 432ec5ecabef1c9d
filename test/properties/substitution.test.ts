import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { createEngine, type Host, InvocationError } from '@naftiko/core'
import type { JsonObject, JsonValue } from '@naftiko/plugin-api'
import { standardPlugins } from '@naftiko/standard'
import { json, upstream, type Upstream } from '@naftiko/testing'
import { assert, asyncProperty, constantFrom } from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Position, POSITIONS } from './positions.ts'
import { anyValue } from './values.ts'

/** Seeds that never change (the second once found a number that was refused for nothing), and one of today: a failure prints its own. */
const SEEDS = [20_250_101, 371_205_821, Date.now() % 2 ** 31]
const RUNS = 60

const names = Object.keys(POSITIONS)
const idOf = (name: string): string => `p${names.indexOf(name)}`
/** A header has a name of its own. */
const inputOf = ({ operation }: Position): string =>
  ((operation['inputParameters'] as readonly JsonObject[] | undefined)?.[0]?.['name'] as string | undefined) ?? 'v'

/** Ways for a value to reach an operation. */
const WAYS: Readonly<Record<string, (position: Position, id: string) => JsonObject>> = {
  direct: (position, id) => ({ call: `api.${id}`, with: { [inputOf(position)]: '{{v}}' } }),
  step: (position, id) => ({ steps: [{ name: 'one', type: 'call', call: `api.${id}`, with: { [inputOf(position)]: '{{v}}' } }] }),
  result: (position, id) => ({
    steps: [
      { name: 'ask-first', type: 'call', call: 'api.mirror', with: { v: '{{v}}' } },
      { name: 'one', type: 'call', call: `api.${id}`, with: { [inputOf(position)]: '$.ask-first.v' } },
    ],
  }),
  function: (_, id) => ({ ref: `functions.${id}` }),
}

function document(baseUri: string): JsonObject {
  const entries = Object.entries(POSITIONS)
  const inputParameters = [{ name: 'v' }]
  const ways = entries.flatMap(([name, position]) =>
    Object.entries(WAYS).map(([way, spec]) => ({ name: `${way}-${idOf(name)}`, inputParameters, ...spec(position, idOf(name)) })),
  )
  return {
    naftiko: '1.0.0-alpha3',
    binds: [{ namespace: 'env', keys: { API_KEY: 'API_KEY' } }],
    capability: {
      consumes: [
        {
          type: 'http',
          namespace: 'api',
          baseUri,
          resources: [
            ...entries.map(([name, { path, operation }]) => ({ path, operations: [{ name: idOf(name), ...operation }] })),
            { path: '/mirror', operations: [{ name: 'mirror', method: 'POST', inputParameters: [{ name: 'v', in: 'body' }] }] },
          ],
        },
      ],
      aggregates: [
        {
          namespace: 'functions',
          functions: entries.map(([name, position]) => ({
            name: idOf(name),
            inputParameters,
            call: `api.${idOf(name)}`,
            with: { [inputOf(position)]: '{{v}}' },
          })),
        },
      ],
      exposes: [
        {
          type: 'rest',
          namespace: 'door',
          resources: [
            ...ways.map((way) => ({ path: `/${way.name}`, operations: [{ method: 'POST', ...way }] })),
            {
              path: '/typed/{v}',
              operations: [
                {
                  name: 'typed',
                  inputParameters: [{ name: 'v', in: 'path', type: 'integer' }],
                  call: `api.${idOf('a segment of the path')}`,
                  with: { v: '{{v}}' },
                },
              ],
            },
            {
              path: '/mapped',
              operations: [
                {
                  name: 'mapped',
                  method: 'POST',
                  inputParameters,
                  steps: [{ name: 'ask-first', type: 'call', call: 'api.mirror', with: { v: '{{v}}' } }],
                  mappings: [
                    { targetName: 'result', value: '$.ask-first.v' },
                    { targetName: 'argument', value: '{{v}}' },
                    { targetName: 'deep.er', value: { list: ['{{ask-first.v}}', '{{v}}'] } },
                  ],
                },
              ],
            },
          ],
        },
        {
          type: 'mcp',
          namespace: 'tools',
          tools: ways.map((way) => ({ ...way, description: 'Sends a value', inputParameters: [{ name: 'v', type: 'json' }] })),
        },
      ],
    },
  }
}

let api: Upstream
let host: Host
let client: Client

beforeAll(async () => {
  api = await upstream({
    '* /*': json({ ok: true }),
    'POST /mirror': (response, request) => json(request.json())(response, request),
  })
  const engine = createEngine({ plugins: standardPlugins({ env: { API_KEY: 'sk-do-not-tell' } }) })
  const capability = await engine.load({ text: JSON.stringify(document(api.url)) })
  host = engine.host([capability], { anyPort: true })
  await host.start()
  client = new Client({ name: 'test', version: '1' })
  await client.connect(new StreamableHTTPClientTransport(new URL(urlOf('tools'))) as never)
})
afterAll(async () => {
  await client?.close()
  await host?.stop({ graceMs: 0 })
  await api?.close()
})

function urlOf(namespace: string): string {
  return host.endpoints.find((endpoint) => endpoint.namespace === namespace)!.url!
}

/** How a call ended: it went through, or was refused as the fault of the caller. */
type End = 'through' | `refused: ${string}` | `failed: ${string}`
type Door = (operation: string, value: JsonValue) => Promise<End>

const DOORS: Readonly<Record<string, Door>> = {
  rest: async (operation, value) => {
    const answer = await fetch(`${urlOf('door')}/${operation}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ v: value }),
    })
    const text = await answer.text()
    return answer.status === 200 ? 'through' : answer.status === 400 ? `refused: ${text}` : `failed: ${answer.status} ${text}`
  },
  mcp: async (operation, value) => {
    const result = await client.callTool({ name: operation, arguments: { v: value } })
    const text = JSON.stringify(result.content)
    return result.isError !== true ? 'through' : `refused: ${text}`
  },
  invoke: async (operation, value) => {
    try {
      await host.invoke(`tools.${operation}`, { v: value })
      return 'through'
    } catch (error) {
      if (InvocationError.is(error) && error.fault === 'caller') return `refused: ${error.message}`
      return `failed: ${String(error)}`
    }
  },
}

describe.each(SEEDS)('whatever a caller sends (seed %i)', (seed) => {
  it.each(names)('%s carries it as it is, or the call is refused', async (name) => {
    const position = POSITIONS[name]!
    const way = constantFrom(...Object.keys(WAYS))
    const door = constantFrom(...Object.keys(DOORS))
    await assert(
      asyncProperty(anyValue, way, door, async (value, how, through) => {
        const before = api.requests.length
        const end = await DOORS[through]!(`${how}-${idOf(name)}`, value)
        const requests = api.requests.slice(before).filter(({ path }) => path !== '/mirror')
        const understood = await Promise.all(requests.map((request) => position.received(request)))
        const carried = position.carries(value)
        const isRefused = /^refused: .*\bv\b/s.test(end)
        expect({ end: !carried && isRefused ? 'refused' : end, understood }).toEqual(
          carried ? { end: 'through', understood: [position.meant(value)] } : { end: 'refused', understood: [] },
        )
      }),
      { seed, numRuns: RUNS, endOnFailure: false },
    )
  })

  it('mappings give it back as it is', async () => {
    await assert(
      asyncProperty(anyValue, async (value) => {
        const answer = await fetch(`${urlOf('door')}/mapped`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ v: value }),
        })
        expect(await answer.json()).toEqual({ result: value, argument: value, deep: { er: { list: [value, value] } } })
      }),
      { seed, numRuns: RUNS },
    )
  })
})

describe('a number with more digits than JavaScript keeps', () => {
  const id = idOf('a segment of the path')
  const send = async (number: string): Promise<readonly [number, string]> => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${urlOf('door')}/direct-${id}`, { method: 'POST', headers, body: `{"v": ${number}}` })
    return [answer.status, await answer.text()]
  }

  it.each(['9007199254740993', '-9007199254740993', '1234567890123456789', '1e400', '[{"a":123456789012345678901}]'])(
    '%s is refused where it would become another one',
    async (number) => {
      const before = api.requests.length
      expect(await send(number)).toEqual([400, expect.stringContaining('send it as a text')])
      const call = { jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name: `direct-${id}`, arguments: { v: 'NUMBER' } } }
      const answer = await fetch(urlOf('tools'), {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
        body: JSON.stringify(call).replace('"NUMBER"', number),
      })
      expect(await answer.text()).toMatch(/"id":7.*send it as a text/)
      const typed = await fetch(`${urlOf('door')}/typed/${encodeURIComponent(number)}`)
      expect(typed.status).toBe(400)
      expect(api.requests.length).toBe(before)
    },
  )

  it.each(['9007199254740992', '1e22', '0.1234567890123456789', '"9007199254740993"', '{"a":"1e400 \\" 12345678901234567890"}'])(
    '%s passes',
    async (number) => expect((await send(number))[0]).toBe(200),
  )
})

describe('what nobody sent', () => {
  it('never reaches an API: no variable, no key, and no text between braces is evaluated', () => {
    const everything = api.requests.map(({ url, rawHeaders, text }) => `${url} ${JSON.stringify(rawHeaders)} ${text()}`).join('\n')
    expect(everything).not.toContain('sk-do-not-tell')
  })

  it('has changed nothing in the process', () => {
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })
})
