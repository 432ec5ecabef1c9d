import type { JsonObject, JsonValue } from '@naftiko/plugin-api'
import { broken, hangUp, json, raw, refusedUrl, type Reply, silence, text, upstream, type Upstream } from '@naftiko/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inRepository } from '../repository.ts'
import { type ServedFlow, serveFlow } from './flow.ts'

const SHIP = { name: 'Star', crew: ['c1', 'c2'], captain: 'c2' }
const ROUTES: Readonly<Record<string, Reply>> = {
  'GET /ship': json(SHIP),
  'GET /crew/c1': json({ id: 'c1', name: 'Erik' }),
  'GET /crew/c2': json({ id: 'c2', name: 'Ana', weight: 70 }),
  'POST /log': json({ logged: true }),
  'POST /after': json({ done: true }),
}

/** A step of every kind, each of which needs the one before it. */
const STEPS: readonly JsonObject[] = [
  { name: 'get-ship', type: 'call', call: 'api.get-ship' },
  { name: 'each-crew', type: 'call', call: 'api.get-crew', forEach: '$.get-ship.crew', with: { id: '{{item}}' } },
  { name: 'found', type: 'lookup', index: 'each-crew', match: 'id', lookupValue: '$.get-ship.captain' },
  { name: 'weigh', type: 'script', file: 'weigh.js', location: `file://${inRepository('test/fixtures/scripts')}`, language: 'javascript' },
  { name: 'halve', type: 'transform', value: '$number($.weigh.kilograms) / 2' },
  { name: 'write-log', type: 'call', call: 'api.log', with: { half: '$.halve' } },
  { name: 'after-all', type: 'call', call: 'api.after', with: { half: '$.halve' } },
]
const MAPPINGS: readonly JsonObject[] = [
  { targetName: 'ship', value: '$.get-ship.name' },
  { targetName: 'half', value: '$.halve' },
  { targetName: 'length', value: '$number($.get-ship.length)' },
]

const consumes = (baseUri: string, timeouts: JsonObject = { firstByte: '150ms' }): JsonObject => ({
  type: 'http',
  namespace: 'api',
  baseUri,
  timeouts,
  // A connection that a failure leaves behind would be missed by the next call.
  connections: 1,
  resources: [
    { path: '/ship', operations: [{ name: 'get-ship', method: 'GET' }] },
    { path: '/crew/{id}', operations: [{ name: 'get-crew', method: 'GET' }] },
    { path: '/log', operations: [{ name: 'log', method: 'POST', inputParameters: [{ name: 'half', in: 'body' }] }] },
    { path: '/after', operations: [{ name: 'after', method: 'POST', inputParameters: [{ name: 'half', in: 'body' }] }] },
  ],
})

let api: Upstream
let flow: ServedFlow | undefined
beforeEach(async () => {
  api = await upstream(ROUTES)
})
afterEach(async () => {
  await flow?.stop()
  flow = undefined
  await api.close()
})

const serve = async (more: JsonObject = {}, timeouts?: JsonObject): Promise<ServedFlow> => {
  flow = await serveFlow({ steps: STEPS, mappings: MAPPINGS, ...more }, { consumes: [consumes(api.url, timeouts)] })
  return flow
}
/** A GET over a connection that was in use before and ends at once is asked again, once, as browsers do. */
const asked = (since = 0): readonly string[] =>
  api.requests
    .slice(since)
    .map(({ method, path }) => `${method} ${path}`)
    .filter((route, index, all) => !(route.startsWith('GET') && all[index - 1] === route))
const ALL = ['GET /ship', 'GET /crew/c1', 'GET /crew/c2', 'POST /log', 'POST /after']
const upTo = (route: string): readonly string[] => ALL.slice(0, ALL.indexOf(route) + 1)

interface Failure {
  readonly route: string
  readonly reply: Reply
  /** Name of the step, as it is told. */
  readonly step: string
  readonly status: number
  readonly upstream?: { readonly status: number; readonly body: JsonValue }
  /** What the reason says besides. */
  readonly says?: string
  /** The last that was asked of the upstream. */
  readonly last: string
}

const CALLS: readonly (readonly [route: string, step: string])[] = [
  ['GET /ship', 'get-ship'],
  ['GET /crew/c1', 'each-crew (item 1)'],
  ['GET /crew/c2', 'each-crew (item 2)'],
  ['POST /log', 'write-log'],
  ['POST /after', 'after-all'],
]
const REFUSALS = [400, 401, 404, 409, 500, 503].map((status): readonly [string, Reply, Pick<Failure, 'status' | 'upstream'>] => [
  `status ${status}`,
  json({ error: `E${status}` }, { status }),
  { status, upstream: { status, body: { error: `E${status}` } } },
])
const WAYS: readonly (readonly [name: string, reply: Reply, expected: Pick<Failure, 'status' | 'upstream'>])[] = [
  ...REFUSALS,
  ['an error in plain text', text('no luck', { status: 502 }), { status: 502, upstream: { status: 502, body: 'no luck' } }],
  ['no answer in time', silence(), { status: 504 }],
  ['a connection that ends at once', hangUp(), { status: 502 }],
  ['an answer that is cut in the middle', broken('{"name":"St'), { status: 502 }],
  ['garbage instead of HTTP', raw('nonsense\r\n\r\n'), { status: 502 }],
  ['garbage instead of JSON', text('<html>', { headers: { 'content-type': 'application/json' } }), { status: 502 }],
]
const BY_CALLS: readonly (readonly [string, Failure])[] = CALLS.flatMap(([route, step]) =>
  WAYS.map(([name, reply, expected]) => [`${step}: ${name}`, { route, reply, step, last: route, ...expected }] as const),
)

const ship = (more: JsonObject): Reply => json({ ...SHIP, ...more })
const BY_DATA: readonly (readonly [string, Failure])[] = [
  [
    'each-crew: items that are no list',
    { route: 'GET /ship', reply: ship({ crew: 'many' }), step: 'each-crew', status: 500, says: 'list', last: 'GET /ship' },
  ],
  [
    'each-crew: items that are not there',
    { route: 'GET /ship', reply: json({ name: 'Star' }), step: 'each-crew', status: 500, says: 'get-ship.crew', last: 'GET /ship' },
  ],
  [
    'found: rows that are no rows',
    { route: 'GET /crew/{id}', reply: json('Ana'), step: 'found', status: 500, says: 'each-crew', last: 'GET /crew/c2' },
  ],
  [
    'found: a value that is not there',
    {
      route: 'GET /ship',
      reply: json({ name: 'Star', crew: ['c1', 'c2'] }),
      step: 'found',
      status: 500,
      says: 'get-ship.captain',
      last: 'GET /crew/c2',
    },
  ],
  [
    'weigh: a script that throws',
    {
      route: 'GET /crew/c2',
      reply: json({ id: 'c2', name: 'Ana' }),
      step: 'weigh',
      status: 500,
      says: 'nobody knows what Ana weighs',
      last: 'GET /crew/c2',
    },
  ],
  [
    'halve: an expression that fails',
    {
      route: 'GET /crew/c2',
      reply: json({ id: 'c2', weight: 'heavy' }),
      step: 'halve',
      status: 500,
      says: '$number',
      last: 'GET /crew/c2',
    },
  ],
  [
    'a mapping that fails',
    { route: 'GET /ship', reply: ship({ length: 'long' }), step: 'length', status: 500, says: 'mapping "length"', last: 'POST /after' },
  ],
]

describe('a flow', () => {
  it('that fails nowhere gives its result', async () => {
    const { rest, mcp, invoke } = await serve()
    api.on('GET /ship', ship({ length: '229' }))
    const result = { ship: 'Star', half: 35, length: 229 }
    expect(await rest({})).toEqual({ status: 200, value: result })
    expect(await mcp({})).toEqual({ isError: false, text: JSON.stringify(result) })
    expect(await invoke({})).toEqual(result)
    expect(asked()).toEqual([...ALL, ...ALL, ...ALL])
  })

  it.each([...BY_CALLS, ...BY_DATA])('%s', async (_, failure) => {
    const { rest, mcp, invoke } = await serve()
    api.on(failure.route, failure.reply)
    const says = failure.says ?? ''

    const { status, value } = await rest({})
    expect(status).toBe(failure.status)
    expect(value).toMatchObject({ detail: expect.stringContaining(failure.step) })
    expect((value as JsonObject)['upstream'] ?? {}).toMatchObject(failure.upstream ?? {})
    expect((value as JsonObject)['detail']).toContain(says)
    expect(asked()).toEqual(upTo(failure.last))

    const beforeMcp = api.requests.length
    const told = await mcp({})
    expect(told).toEqual({ isError: true, text: expect.stringContaining(failure.step) })
    expect(told.text).toContain(says)
    const words = failure.upstream?.body ?? ''
    expect(told.text).toContain(typeof words === 'string' ? words : JSON.stringify(words))
    expect(told.text).toContain(String(failure.upstream?.status ?? ''))

    expect(asked(beforeMcp)).toEqual(upTo(failure.last))
    const beforeInvoke = api.requests.length
    await expect(invoke({})).rejects.toMatchObject({ status: failure.status, message: expect.stringContaining(failure.step) })
    expect(asked(beforeInvoke)).toEqual(upTo(failure.last))

    for (const [route, reply] of Object.entries(ROUTES)) api.on(route, reply)
    api.on('GET /ship', ship({ length: 1 }))
    expect(await rest({})).toMatchObject({ status: 200 })
  })

  it('whose API is not there says so', async () => {
    flow = await serveFlow({ steps: STEPS }, { consumes: [consumes(await refusedUrl())] })
    expect(await flow.rest({})).toMatchObject({ status: 502, value: { step: 'get-ship', detail: expect.stringContaining('api') } })
    expect(await flow.mcp({})).toMatchObject({ isError: true, text: expect.stringContaining('get-ship') })
    await expect(flow.invoke({})).rejects.toMatchObject({ step: 'get-ship', fault: 'upstream', status: 502 })
  })
})

describe.each(CALLS)('while %s keeps its caller waiting', (route, step) => {
  const patient = { firstByte: '30s' }
  const doors = ['rest', 'mcp', 'invoke'] as const

  it.each(doors)('a caller that goes away (%s) ends the call, and nothing after it is asked', async (door) => {
    const served = await serve({}, patient)
    api.on(route, silence())
    const controller = new AbortController()
    const call = served[door]({}, controller.signal)
    const failed = call.catch((error: unknown) => error)
    const waiting = await requestOf(route)
    controller.abort()
    expect(await failed).toBeInstanceOf(Error)
    await waiting.aborted
    expect(asked()).toEqual(upTo(route))
  })

  it('the time limit of the operation ends the call, and names the step', async () => {
    const { rest } = await serve({ timeout: '800ms' }, patient)
    api.on(route, silence())
    expect(await rest({})).toMatchObject({ status: 504, value: { detail: expect.stringContaining(step.replace(/ .*/, '')) } })
    await (
      await requestOf(route)
    ).aborted
    expect(asked()).toEqual(upTo(route))
  })

  it('the time limit of the step ends the call, and names the step', async () => {
    const steps = STEPS.map((one) => (step.startsWith(String(one['name'])) ? { ...one, timeout: '100ms' } : one))
    const { rest } = await serve({ steps }, patient)
    api.on(route, silence())
    expect(await rest({})).toMatchObject({ status: 504, value: { step, detail: expect.stringContaining('100 ms') } })
    await (
      await requestOf(route)
    ).aborted
    expect(asked()).toEqual(upTo(route))
  })
})

async function requestOf(route: string) {
  for (;;) {
    const request = await api.next()
    if (`${request.method} ${request.path}` === route) return request
  }
}
