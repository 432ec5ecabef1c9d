import { setTimeout as wait } from 'node:timers/promises'
import type { JsonObject, JsonValue } from '@naftiko/plugin-api'
import { afterEach, describe, expect, it } from 'vitest'
import { createEngine } from '../../src/index.ts'
import { tinyPlugins } from '../tiny-plugins.ts'
import { type Answers, Failing, flow, type Flow } from '../flow.ts'

const open: Flow[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.stop()))
})

async function made(...given: Parameters<typeof flow>): Promise<Flow> {
  const one = await flow(...given)
  open.push(one)
  return one
}

async function reported(steps: readonly JsonObject[]) {
  const engine = createEngine({ plugins: tinyPlugins().plugins })
  const text = JSON.stringify({
    naftiko: '1',
    capability: {
      consumes: [
        {
          type: 'memory',
          namespace: 'api',
          operations: [
            { name: 'get-ship', inputs: ['id'] },
            { name: 'list-crew', inputs: ['id'] },
          ],
        },
      ],
      exposes: [{ type: 'door', namespace: 'door', routes: [{ name: 'do', steps }] }],
    },
  })
  return (await engine.validate({ text })).diagnostics
}

const SHIP = { name: 'Star', flag: 'NO', crew: ['c1', 'c3'], size: { length: 229 }, list: [{ a: 1 }, { a: 2 }] }
const CREW = [
  { id: 'c1', name: 'Erik', role: 'captain' },
  { id: 'c2', name: 'Ana', role: 'engineer' },
  { id: 'c3', name: 'Aiko', role: 'cook' },
]
const ANSWERS: Answers = { 'get-ship': SHIP, 'list-crew': CREW, echo: ({ input }) => ({ ...input }) }

const getShip = { name: 'get-ship', type: 'call', call: 'api.get-ship' }
const listCrew = { name: 'list-crew', type: 'call', call: 'api.list-crew' }

function echoing(given: JsonObject): readonly JsonObject[] {
  return [getShip, { name: 'last', type: 'call', call: 'api.echo', with: given }]
}

describe('a reference of a step', () => {
  it.each<[string, JsonValue, JsonValue | undefined]>([
    ['a path into an earlier result', '$.get-ship.flag', 'NO'],
    ['a deep path', '$.get-ship.size.length', 229],
    ['an element', '$.get-ship.list[1].a', 2],
    ['every element', '$.get-ship.list[*].a', [1, 2]],
    ['a name and a member', 'get-ship.flag', 'NO'],
    ['a template', '{{get-ship.flag}}', 'NO'],
    ['a template that keeps the type', '{{get-ship.crew}}', ['c1', 'c3']],
    ['a template with an element', '{{get-ship.list[0].a}}', 1],
    ['a text around templates', 'flag {{get-ship.flag}} of {{q}}', 'flag NO of sea'],
    ['an argument by a template', '{{q}}', 'sea'],
    ['an argument by the name of the exposer', 'door.q', 'sea'],
    ['an argument by an alias', 'tools.q', 'sea'],
    ['a variable', '{{KEY}}', 'variable'],
    ['a variable by its namespace', 'env.KEY', 'variable'],
    ['JSONata over results with hyphens', '$sum($.get-ship.list.a)', 3],
    ['JSONata with text', "$uppercase(get-ship.name) & '-'", 'STAR-'],
    ['JSONPath', '$.get-ship.list[?@.a > 1].a', [2]],
    ['a constant text', 'active', 'active'],
    ['a price', '$5', '$5'],
    ['a number', 5, 5],
    ['a list with references in it', ['{{get-ship.flag}}', 'x'], ['NO', 'x']],
    ['a map with references in it', { a: '$.get-ship.flag', b: [1] }, { a: 'NO', b: [1] }],
    ['an argument that nobody gave', '{{nobody}}', undefined],
  ])('is %s', async (_, value, expected) => {
    const one = await made({ steps: echoing({ filter: value }) }, ANSWERS)
    const result = (await one.run({ q: 'sea' })) as JsonObject
    expect(result['filter']).toEqual(expected)
  })

  it.each(['$.get-ship.flagg', 'get-ship.flagg', '{{get-ship.flagg}}', 'x {{get-ship.size.flagg}}'])(
    'to %s, which is not there, is an error that names it',
    async (value) => {
      const one = await made({ steps: echoing({ filter: value }) }, ANSWERS)
      await expect(one.run()).rejects.toMatchObject({ step: 'last', message: expect.stringContaining('flagg') })
    },
  )

  it.each([
    ['a step that runs later', [{ ...getShip, with: { id: '$.list-crew.id' } }, listCrew], 'NAFTIKO_STEP_ORDER'],
    ['itself', [{ ...getShip, with: { id: '$.get-ship.id' } }], 'NAFTIKO_STEP_ORDER'],
    ['a step that is misspelt', [getShip, { ...listCrew, with: { id: '$.get-shipp.id' } }], 'NAFTIKO_STEP_UNKNOWN'],
    ['a step that is misspelt in a template', [getShip, { ...listCrew, with: { id: 'x {{get-shipp.id}}' } }], 'NAFTIKO_STEP_UNKNOWN'],
    ['a step that is misspelt by its name alone', [getShip, { ...listCrew, with: { id: 'get-shipp.id' } }], 'NAFTIKO_STEP_UNKNOWN'],
    ['a step that runs later, in a template', [{ ...getShip, with: { id: '{{list-crew.id}}' } }, listCrew], 'NAFTIKO_STEP_ORDER'],
    ['a step that runs later, by its name alone', [{ ...getShip, with: { id: 'list-crew.id' } }, listCrew], 'NAFTIKO_STEP_ORDER'],
  ])('to %s is reported', async (_, steps, code) => {
    expect(await reported(steps)).toEqual([expect.objectContaining({ code })])
  })
})

describe('the result of steps', () => {
  it('is that of the last call where nothing says otherwise', async () => {
    const one = await made({ steps: [listCrew, getShip] }, ANSWERS)
    expect(await one.run()).toEqual(SHIP)
  })

  it('is made by mappings, with objects for dots, and leaves out what is not there', async () => {
    const mappings = [
      { targetName: 'ship.name', value: '$.get-ship.name' },
      { targetName: 'ship.gone', value: '$.get-ship.gone' },
      { targetName: 'first', value: '$.list-crew[0].name' },
      { targetName: 'names', value: '$.list-crew[*].name' },
      { targetName: 'asked', value: '{{q}}' },
      { targetName: 'count', value: '$count($.list-crew)' },
      { targetName: 'cooks', value: "$.list-crew[?@.role == 'cook'].name" },
      { targetName: 'fallback', value: '$.get-ship.nothing', default: 'none' },
      { targetName: 'fixed', value: 'text' },
    ]
    const one = await made({ steps: [getShip, listCrew], mappings }, ANSWERS)
    expect(await one.run({ q: 'sea' })).toEqual({
      ship: { name: 'Star' },
      first: 'Erik',
      names: ['Erik', 'Ana', 'Aiko'],
      asked: 'sea',
      count: 3,
      cooks: ['Aiko'],
      fallback: 'none',
      fixed: 'text',
    })
  })

  it('is selected and typed by outputs', async () => {
    const one = await made(
      {
        steps: [getShip, listCrew],
        mappings: [
          { targetName: 'length', value: '$.get-ship.size.length' },
          { targetName: 'ship.flag', value: '$.get-ship.flag' },
          { targetName: 'ship.name', value: '$.get-ship.name' },
          { targetName: 'crew', value: '$.list-crew' },
          { targetName: 'unasked', value: 'x' },
        ],
        outputParameters: [
          { name: 'length', type: 'string' },
          { name: 'ship', type: 'object', properties: { flag: { type: 'string' } } },
          { name: 'crew', type: 'array', items: [{ name: 'name', type: 'string' }] },
        ],
      },
      ANSWERS,
    )
    expect(await one.run()).toEqual({ length: '229', ship: { flag: 'NO' }, crew: [{ name: 'Erik' }, { name: 'Ana' }, { name: 'Aiko' }] })
  })

  it('is picked by outputs that name steps', async () => {
    const outputParameters = [
      { name: 'flag', type: 'string', mapping: '$.get-ship.flag' },
      { name: 'first', type: 'string', mapping: '$.list-crew[0].name' },
    ]
    const one = await made({ steps: [getShip, listCrew], outputParameters }, ANSWERS)
    expect(await one.run()).toEqual({ flag: 'NO', first: 'Erik' })
  })

  it('is reported where a mapping names no step', async () => {
    const one = await made({ steps: [getShip], mappings: [{ targetName: 'a', value: '$.get-shp.flag' }] }, ANSWERS)
    expect(one.diagnostics).toEqual([expect.objectContaining({ code: 'NAFTIKO_STEP_UNKNOWN', hint: 'did you mean "get-ship"?' })])
  })
})

describe('a call step', () => {
  it('passes arguments of the caller on by their names', async () => {
    const one = await made({ steps: [getShip] }, ANSWERS)
    await one.run({ id: '7', unknown: 'x' })
    expect(one.calls).toEqual(['get-ship {"id":"7"}'])
  })

  it('leaves out what has no value', async () => {
    const one = await made({ steps: [{ ...getShip, with: { id: '{{missing}}', q: '{{id}}' } }] }, ANSWERS)
    await one.run({ id: '7' })
    expect(one.calls).toEqual(['get-ship {"q":"7"}'])
  })

  it('makes a body of what `with` says, and of nothing else', async () => {
    let body: unknown
    const answers: Answers = {
      'get-ship': SHIP,
      'create!': (invocation) => {
        body = invocation.payload?.value
        return {}
      },
    }
    const create = { name: 'create', type: 'call', call: 'api.create', with: { flag: '$.get-ship.flag', crew: '{{get-ship.crew}}' } }
    const one = await made({ steps: [getShip, create] }, answers)
    await one.run({ secret: 'x' })
    expect(body).toEqual({ flag: 'NO', crew: ['c1', 'c3'] })
  })
})

describe('a lookup step', () => {
  const lookup = (more: JsonObject): JsonObject => ({ name: 'found', type: 'lookup', index: 'list-crew', match: 'id', ...more })
  const found = [{ targetName: 'found', value: '$.found' }]

  it.each<[string, JsonObject, JsonValue | undefined]>([
    ['one value', { lookupValue: 'c2' }, CREW[1]!],
    ['a list, in its order', { lookupValue: ['c3', 'c1'], outputParameters: ['name'] }, [{ name: 'Aiko' }, { name: 'Erik' }]],
    ['a path', { lookupValue: '$.get-ship.crew', outputParameters: ['name'] }, [{ name: 'Erik' }, { name: 'Aiko' }]],
    ['an argument', { lookupValue: '{{q}}', outputParameters: ['role'] }, { role: 'cook' }],
    ['an argument by its exposer', { lookupValue: 'door.q', outputParameters: ['role'] }, { role: 'cook' }],
    ['what is not there, of a list', { lookupValue: ['c9', 'c1'], outputParameters: ['name'] }, [{ name: 'Erik' }]],
    ['what is not there', { lookupValue: 'c9' }, undefined],
    ['members that are not there', { lookupValue: 'c1', outputParameters: ['name', 'age'] }, { name: 'Erik', age: null }],
    ['a member of another spelling', { match: 'ID', lookupValue: 'c1', outputParameters: ['name'] }, { name: 'Erik' }],
  ])('finds %s', async (_, more, expected) => {
    const one = await made({ steps: [getShip, listCrew, lookup(more)], mappings: found }, ANSWERS)
    expect(await one.run({ q: 'c3' })).toEqual(expected === undefined ? {} : { found: expected })
  })

  it('compares texts and numbers alike', async () => {
    const answers = { rows: [{ n: 5, v: 'five' }] }
    const steps = [
      { name: 'rows', type: 'call', call: 'api.rows' },
      { ...lookup({ lookupValue: '5' }), index: 'rows', match: 'n' },
    ]
    const one = await made({ steps, mappings: found }, answers)
    expect(await one.run()).toEqual({ found: { n: 5, v: 'five' } })
  })

  it('finds 10,000 values in 10,000 rows at once', async () => {
    const rows = Array.from({ length: 10_000 }, (_, n) => ({ id: `r${n}`, n }))
    const answers = { rows, ids: rows.map(({ id }) => id).toReversed() }
    const steps = [
      { name: 'rows', type: 'call', call: 'api.rows' },
      { name: 'ids', type: 'call', call: 'api.ids' },
      { ...lookup({ lookupValue: '$.ids', outputParameters: ['n'] }), index: 'rows' },
    ]
    const one = await made({ steps, mappings: found }, answers)
    const { found: list } = (await one.run()) as { found: readonly { n: number }[] }
    expect(list.length).toBe(10_000)
    expect(list[0]).toEqual({ n: 9999 })
  })
})

describe('a step that fails', () => {
  it.each([
    [
      'a status',
      () => Promise.reject(new Failing(404)),
      { status: 404, fault: 'upstream', upstream: { status: 404, body: '{"error":404}' } },
    ],
    ['a bug', () => Promise.reject(new TypeError('x is not a function')), { status: 500, fault: 'engine' }],
  ])('by %s fails the operation with its name, and nothing after it runs', async (_, answer, expected) => {
    const one = await made(
      { steps: [{ ...getShip }, { name: 'create', type: 'call', call: 'api.create' }] },
      { 'get-ship': answer, 'create!': {} },
    )
    await expect(one.run()).rejects.toMatchObject({ step: 'get-ship', code: 'NAFTIKO_STEP_FAILED', ...expected })
    expect(one.calls).toEqual(['get-ship {}'])
  })

  it.each<[string, JsonValue, JsonValue]>([
    ['continue', 'continue', null],
    ['a value', { flag: 'none' }, { flag: 'none' }],
    ['a value in words', { value: 'fail' }, 'fail'],
  ])('is optional with onError: %s', async (_, onError, result) => {
    const one = await made(
      { steps: [{ ...getShip, onError }], mappings: [{ targetName: 'ship', value: '$.get-ship', default: null }] },
      { 'get-ship': () => Promise.reject(new Failing(500)) },
    )
    expect(await one.run()).toEqual({ ship: result })
  })
})

describe('independent steps', () => {
  const slow = (order: string[], name: string, time: number) => async () => {
    order.push(`begin ${name}`)
    await wait(time)
    order.push(`end ${name}`)
    return { name }
  }

  it.each<[string, object, readonly string[]]>([
    ['run side by side', {}, ['begin a', 'begin b', 'end b', 'end a']],
    ['run one after the other where the operation says so', { route: { sequential: true } }, ['begin a', 'end a', 'begin b', 'end b']],
    ['run one after the other where the engine says so', { options: { sequential: true } }, ['begin a', 'end a', 'begin b', 'end b']],
  ])('%s', async (_, { route, options }: { route?: JsonObject; options?: object }, expected) => {
    const order: string[] = []
    const steps = ['a', 'b'].map((name) => ({ name, type: 'call', call: `api.${name}` }))
    const mappings = [
      { targetName: 'a', value: '$.a.name' },
      { targetName: 'b', value: '$.b.name' },
    ]
    const one = await made({ steps, mappings, ...route }, { a: slow(order, 'a', 30), b: slow(order, 'b', 5) }, {}, options)
    expect(await one.run()).toEqual({ a: 'a', b: 'b' })
    expect(order).toEqual(expected)
  })

  it('wait for every change before them, and changes wait for all before', async () => {
    const order: string[] = []
    const steps = ['a', 'write', 'b'].map((name) => ({ name, type: 'call', call: `api.${name}` }))
    const one = await made({ steps }, { a: slow(order, 'a', 20), 'write!': slow(order, 'write', 10), b: slow(order, 'b', 1) })
    await one.run()
    expect(order).toEqual(['begin a', 'end a', 'begin write', 'end write', 'begin b', 'end b'])
  })

  it('fail like in sequence: the first of those that fail is named', async () => {
    const steps = ['a', 'b'].map((name) => ({ name, type: 'call', call: `api.${name}` }))
    const late = async () => {
      await wait(20)
      throw new Failing(500)
    }
    const one = await made({ steps }, { a: late, b: () => Promise.reject(new Failing(404)) })
    await expect(one.run()).rejects.toMatchObject({ step: 'a', status: 500 })
  })
})

describe('control flow', () => {
  it.each<[JsonValue, boolean]>([
    ["$.get-ship.flag = 'NO'", true],
    ["$.get-ship.flag != 'NO'", false],
    ['$.get-ship.flag', true],
    ['$.get-ship.list[5]', false],
    ['{{q}}', true],
    ['{{nobody}}', false],
    ['door.q', true],
    [false, false],
    ["get-ship.size.length > 200 and q = 'sea'", true],
  ])('if: %s', async (condition, runs) => {
    const steps = [getShip, { name: 'then', type: 'call', call: 'api.list-crew', if: condition }]
    const one = await made({ steps }, ANSWERS)
    await one.run({ q: 'sea' })
    expect(one.calls.some((call) => call.startsWith('list-crew'))).toBe(runs)
  })

  it('forEach runs a step for each item, in order', async () => {
    const each = { name: 'each', type: 'call', call: 'api.echo', forEach: '$.get-ship.crew', with: { id: '{{item}}', q: 'n{{index}}' } }
    const one = await made({ steps: [getShip, each] }, ANSWERS)
    expect(await one.run()).toEqual([
      { id: 'c1', q: 'n0' },
      { id: 'c3', q: 'n1' },
    ])
  })

  it('forEach works on several items at once and keeps their order', async () => {
    let now = 0
    let most = 0
    const answers: Answers = {
      work: async ({ input }) => {
        now += 1
        most = Math.max(most, now)
        await wait(Number(input['id']) % 2 === 0 ? 15 : 1)
        now -= 1
        return input['id']!
      },
    }
    const forEach = { items: [1, 2, 3, 4, 5, 6], as: 'n', concurrency: 3 }
    const one = await made({ steps: [{ name: 'each', type: 'call', call: 'api.work', forEach, with: { id: '{{n}}' } }] }, answers)
    expect(await one.run()).toEqual([1, 2, 3, 4, 5, 6])
    expect(most).toBe(3)
  })

  it.each<[string, JsonValue | undefined, object]>([
    ['fails with the item', undefined, { step: 'each (item 2)', status: 404 }],
    ['goes on', 'continue', ['a', null, 'c']],
    ['puts a value in its place', 'none', ['a', 'none', 'c']],
  ])('forEach whose item fails %s', async (_, onError, expected) => {
    const answers: Answers = { work: ({ input }) => (input['id'] === 'b' ? Promise.reject(new Failing(404)) : input['id']!) }
    const forEach = { items: ['a', 'b', 'c'], ...(onError === undefined ? {} : { onError }) }
    const one = await made({ steps: [{ name: 'each', type: 'call', call: 'api.work', forEach, with: { id: '{{item}}' } }] }, answers)
    const outcome = await one.run().catch((error: unknown) => error)
    expect(outcome).toMatchObject(expected)
  })

  it('retry tries again after failures that may pass, and after no others', async () => {
    const answers: Answers = {
      flaky: (_, count) => (count < 3 ? Promise.reject(new Failing(503)) : 'fine'),
      broken: () => Promise.reject(new Failing(400)),
    }
    const retry = { attempts: 3, delay: 1 }
    const one = await made({ steps: [{ name: 'a', type: 'call', call: 'api.flaky', retry }] }, answers)
    expect(await one.run()).toBe('fine')
    const other = await made({ steps: [{ name: 'a', type: 'call', call: 'api.broken', retry }] }, answers)
    await expect(other.run()).rejects.toMatchObject({ status: 400 })
    expect(other.calls.length).toBe(1)
  })

  it('timeout ends a step, and the call in it', async () => {
    let aborted = false
    const answers: Answers = {
      slow: async ({ signal }) => {
        signal.addEventListener('abort', () => (aborted = true))
        await wait(5000, undefined, { signal }).catch(() => {})
        return null
      },
    }
    const one = await made({ steps: [{ name: 'a', type: 'call', call: 'api.slow', timeout: 20 }] }, answers)
    await expect(one.run()).rejects.toMatchObject({ step: 'a', status: 504, message: expect.stringContaining('20 ms') })
    expect(aborted).toBe(true)
    const whole = await made({ timeout: '20ms', steps: [{ name: 'a', type: 'call', call: 'api.slow' }] }, answers)
    await expect(whole.run()).rejects.toMatchObject({ status: 504, code: 'NAFTIKO_TIMEOUT' })
    const single = await made({ timeout: '20ms', call: 'api.slow' }, answers)
    await expect(single.run()).rejects.toMatchObject({ status: 504, code: 'NAFTIKO_TIMEOUT' })
  })

  it('while polls until its condition is false, and never for ever', async () => {
    const answers: Answers = { job: (_, count) => ({ status: count < 4 ? 'busy' : 'done', count }) }
    const step = { name: 'poll', type: 'call', call: 'api.job', while: { condition: "$.poll.status = 'busy'", every: 1 } }
    const one = await made({ steps: [step] }, answers)
    expect(await one.run()).toEqual({ status: 'done', count: 4 })
    const limited = await made({ steps: [{ ...step, while: { ...step.while, limit: 2 } }] }, answers)
    await expect(limited.run()).rejects.toMatchObject({ step: 'poll', status: 504, message: expect.stringContaining('after 2 runs') })
  })

  it('parallel runs branches side by side, and fails with the first that fails', async () => {
    const branches = {
      ship: [getShip],
      crew: [listCrew, { name: 'count', type: 'transform', value: '$count($.list-crew)' }],
    }
    const one = await made({ steps: [{ name: 'both', type: 'parallel', branches }] }, ANSWERS)
    expect(await one.run()).toEqual({ ship: SHIP, crew: 3 })
    const failing = await made(
      { steps: [{ name: 'both', type: 'parallel', branches }] },
      { ...ANSWERS, 'list-crew': () => Promise.reject(new Failing(500)) },
    )
    await expect(failing.run()).rejects.toMatchObject({ step: 'list-crew', status: 500 })
  })

  it.each([
    ['NO', 'norwegian'],
    ['SG', 'asian'],
    ['FR', 'other'],
  ])('switch takes the first case that is true: %s', async (flag, expected) => {
    const say = (value: string): readonly JsonObject[] => [{ name: 'say', type: 'transform', value: `'${value}'` }]
    const step = {
      name: 'kind',
      type: 'switch',
      cases: [
        { if: "$.get-ship.flag = 'NO'", steps: say('norwegian') },
        { if: "$.get-ship.flag = 'SG'", steps: say('asian') },
      ],
      otherwise: say('other'),
    }
    const one = await made({ steps: [getShip, step] }, { 'get-ship': { flag } })
    expect(await one.run()).toBe(expected)
  })

  it('group makes several steps one, for a loop around them', async () => {
    const group = {
      name: 'all',
      type: 'group',
      forEach: '$.list-crew',
      steps: [
        { name: 'one', type: 'call', call: 'api.echo', with: { id: '{{item.id}}' } },
        { name: 'out', type: 'transform', value: "one.id & '/' & item.name & '/' & $.get-ship.flag" },
      ],
    }
    const one = await made({ steps: [getShip, listCrew, group] }, ANSWERS)
    expect(await one.run()).toEqual(['c1/Erik/NO', 'c2/Ana/NO', 'c3/Aiko/NO'])
  })

  it('ends when the caller is gone', async () => {
    const controller = new AbortController()
    const answers: Answers = {
      slow: async ({ signal }) => {
        setTimeout(() => controller.abort(), 5)
        await wait(5000, undefined, { signal }).catch(() => {})
        return null
      },
      'write!': {},
    }
    const steps = [
      { name: 'a', type: 'call', call: 'api.slow' },
      { name: 'b', type: 'call', call: 'api.write' },
    ]
    const one = await made({ steps }, answers)
    await expect(one.run({}, controller.signal)).rejects.toMatchObject({ fault: 'cancelled' })
    expect(one.calls).toEqual(['slow {}'])
  })
})

describe('a step of the wrong shape', () => {
  it.each<[JsonObject, string]>([
    [{ name: 'x', type: 'lookup', index: 'a' }, 'NAFTIKO_STEP_INVALID'],
    [{ name: 'x', type: 'call', call: 'api.get-ship', retri: 3 }, 'NAFTIKO_UNKNOWN_KEY'],
    [{ name: 'x', type: 'cal', call: 'api.get-ship' }, 'NAFTIKO_STEP_TYPE_UNKNOWN'],
    [{ name: 'x', call: 'api.get-ship' }, 'NAFTIKO_STEP_TYPE_MISSING'],
    [{ type: 'call', call: 'api.get-ship' }, 'NAFTIKO_STEP_NAME_MISSING'],
    [{ name: 'x', type: 'call', call: 'api.get-shipp' }, 'NAFTIKO_UNKNOWN_OPERATION'],
    [{ name: 'x', type: 'call', call: 'api.get-ship', if: '$.a +' }, 'NAFTIKO_EXPRESSION_SYNTAX'],
  ])('%o is reported', async (step, code) => {
    const diagnostics = await reported([step])
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain(code)
    expect(diagnostics.every(({ pointer }) => pointer.startsWith('/capability/exposes/0/routes/0/steps/0'))).toBe(true)
  })
})
