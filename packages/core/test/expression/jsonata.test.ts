import { describe, expect, it } from 'vitest'
import { type JsonObject, type JsonValue, MappingError } from '@naftiko/plugin-api'
import { compileJsonata } from '../../src/expression/jsonata.ts'

const LIMITS = { expressionMs: 1000, expressionDepth: 500 }

async function evaluate(text: string, value: JsonValue, bindings?: JsonObject, limits: typeof LIMITS = LIMITS): Promise<JsonValue> {
  const compiled = compileJsonata(text, limits)
  if (!('evaluate' in compiled)) throw new Error(compiled.message)
  return compiled.evaluate(value, bindings)
}

describe('compileJsonata', () => {
  it.each<[string, JsonValue, JsonValue]>([
    ['$sum(items.price)', { items: [{ price: 1 }, { price: 2 }] }, 3],
    ['items.{ "id": id, "label": name & "!" }', { items: [{ id: 1, name: 'a' }] }, { id: 1, label: 'a!' }],
    ['[items.{ "id": id }]', { items: [{ id: 1 }] }, [{ id: 1 }]],
    ['$.a - $.b', { a: 5, b: 2 }, 3],
    ['$', [1, 2], [1, 2]],
    ['missing', {}, null],
    ['{ "a": missing, "b": 1 }', {}, { b: 1 }],
    ['[missing, null]', {}, [null]],
    ['1 / 0', null, null],
    ['"x"', null, 'x'],
    ['$lowercase(name)', { name: 'ÄB' }, 'äb'],
    ['`first name`', { 'first name': 'Ada' }, 'Ada'],
  ])('%s over %j gives %j', async (text, value, expected) => {
    expect(await evaluate(text, value)).toEqual(expected)
  })

  it('gives plain JSON: lists carry no hidden marks', async () => {
    const result = await evaluate('items.id', { items: [{ id: 1 }, { id: 2 }] })
    expect(Object.getOwnPropertyNames(result)).toEqual(['0', '1', 'length'])
  })

  it('leaves the value that it reads as it was', async () => {
    const value = { a: [{ n: 2 }, { n: 1 }], b: {} }
    const copy = structuredClone(value)
    await evaluate('($sort(a, function($l, $r) { $l.n > $r.n }); $ ~> |b|{"c": 1}|)', value)
    expect(value).toStrictEqual(copy)
  })

  it('knows what is bound, and the clock', async () => {
    expect(await evaluate('$step.id & "-" & id', { id: 1 }, { step: { id: 2 } })).toBe('2-1')
    expect(await evaluate('$now()', null)).toMatch(/^\d{4}-\d\d-\d\dT/)
  })

  it.each(['$sum', 'function($x) { $x }', '{ "f": function($x) { $x } }', '[$sum]', '/a/', '$substring(?, 1)'])(
    'refuses %s, because a function is no data',
    async (text) => {
      await expect(evaluate(text, {})).rejects.toThrow(/must give data/)
    },
  )

  it.each<[string, JsonValue, RegExp]>([
    ['a + 1', { a: 'SECRET' }, /left side of an arithmetic operator is not a number/],
    ['1 + a', { a: 'SECRET' }, /right side of an arithmetic operator/],
    ['$number(a)', { a: 'SECRET' }, /JSONata error D3030/],
    ['$error("no user " & a)', { a: 'SECRET' }, /raised an error itself/],
    ['$assert(false, a)', { a: 'SECRET' }, /assertion in it does not hold/],
    ['$eval(a)', { a: 'SECRET +' }, /JSONata error D3120/],
    ['a()', { a: 'SECRET' }, /calls something that is not a function/],
  ])('%s fails with a sentence that shows no data', async (text, value, message) => {
    const error = await evaluate(text, value).catch((reason: unknown) => reason)
    expect(MappingError.is(error)).toBe(true)
    expect(error).toMatchObject({ code: 'NAFTIKO_MAPPING_FAILED', fault: 'engine', message: expect.stringMatching(message) })
    expect((error as Error).message).not.toContain('SECRET')
    expect((error as Error).cause).toBeUndefined()
  })

  describe('ends what would not end', () => {
    const HASTY = { expressionMs: 50, expressionDepth: 100 }
    /** On a busy machine, little happens in 50 ms. */
    const PATIENT = { ...HASTY, expressionMs: 10_000 }

    it('a deep recursion', async () => {
      const text = '($f := function($n) { 1 + $f($n + 1) }; $f(0))'
      await expect(evaluate(text, {}, undefined, PATIENT)).rejects.toThrow(/nested too deeply/)
    })

    it.each([
      ['an endless loop', '($f := function($n) { $f($n + 1) }; $f(0))', /took too long/],
      ['two functions that call each other', '($f := function() { $g() }; $g := function() { $f() }; $f())', /took too long/],
      ['a range of millions', '[1..9999999]', /list that is too long/],
      ['a range beyond all bounds', '[1..1e12]', /list that is too long/],
      ['a long computation', '$map([1..900000], function($n) { $n * 2 })', /took too long/],
    ])('%s', async (_, text, message) => {
      await expect(evaluate(text, {}, undefined, HASTY)).rejects.toThrow(message)
    })

    it('and is ready for the next evaluation afterwards', async () => {
      const compiled = compileJsonata('($f := function($n) { $n > 0 ? 1 + $f($n - 1) : 0 }; $f(depth))', PATIENT)
      if (!('evaluate' in compiled)) throw new Error(compiled.message)
      await expect(compiled.evaluate({ depth: 1000 })).rejects.toThrow(/nested too deeply/)
      expect(await compiled.evaluate({ depth: 3 })).toBe(3)
    })
  })

  it.each<[string, JsonValue]>([
    ['a.__proto__', { a: {} }],
    ['a.constructor', { a: {} }],
    ['a.constructor.constructor', { a: {} }],
    ['$lookup(a, "__proto__")', { a: {} }],
    ['$lookup(a, "constructor")', { a: [] }],
  ])('%s finds nothing that the data does not own', async (text, value) => {
    expect(await evaluate(text, value)).toBeNull()
  })

  it.each([
    '{ "__proto__": { "polluted": 1 } }',
    '$merge([{ "__proto__": { "polluted": 1 } }])',
    '$ ~> |a|{ "__proto__": { "polluted": 1 } }|',
  ])('%s reaches no prototype', async (text) => {
    const result = await evaluate(text, { a: {} })
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
    expect(Reflect.get(result as object, 'polluted')).toBeUndefined()
  })

  it.each([
    ['$sum(', 4],
    ['a +', 2],
    ['items[', 5],
    ['$..b', 2],
  ])('%s is located in its text', (text, offset) => {
    expect(compileJsonata(text, LIMITS)).toEqual({ message: expect.any(String), offset })
  })
})
