import type { JsonObject, JsonValue } from '@naftiko/plugin-api'
import { describe, expect, it } from 'vitest'
import { resultOf, stepOf } from './step.ts'

/** As it comes from a request: its `__proto__` is a member like any other. */
const hostile = JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":1},"a":1}') as JsonObject

describe('values', () => {
  it.each<[string, JsonValue]>([
    ['nested', { a: [1, { b: [[], {}, null, true, false] }], 'with-hyphen': { 'a b': 'c' } }],
    ['text in every script', 'Zürich 東京 🚢 \u0000 \u2028 \ud800 "quoted" \\ `${x}`'],
    ['large and small numbers', [9007199254740991, -9007199254740991, 1e308, 5e-324, 0.1, -1]],
    ['hostile names', hostile],
    ['empty', {}],
    ['null', null],
    ['a long list', Array.from({ length: 20_000 }, (_, index) => ({ index, name: `ship ${index}` }))],
  ])('cross there and back: %s', async (_, value) => {
    const result = await resultOf('result = context.value', { input: { value } })
    expect(JSON.stringify(result)).toBe(JSON.stringify(value))
  })

  it.each<[string, string, JsonValue]>([
    ['a declared result', 'const result = 1', 1],
    ['a result in strict mode', '"use strict"; result = 1', 1],
    ['a date', 'result = new Date(0)', '1970-01-01T00:00:00.000Z'],
    ['a BigInt that is a safe number', 'result = [12n, -9007199254740991n]', [12, -9007199254740991]],
    ['a larger BigInt', 'result = 9007199254740993n', '9007199254740993'],
    ['what JSON has no number for', 'result = [NaN, Infinity]', [null, null]],
    ['a promise', 'result = Promise.resolve({ a: 1 })', { a: 1 }],
    ['what an asynchronous function does', 'async function main() { await null; result = 4 }\nmain()', 4],
    ['null', 'result = null', null],
    ['nothing, which is null', 'if (false) result = 1', null],
    ['undefined, which is null', 'result = undefined', null],
  ])('can be %s', async (_, source, expected) => {
    expect(await resultOf(source)).toEqual(expected)
  })

  it('leave the prototypes of the host alone', async () => {
    const result = (await resultOf('result = JSON.parse(\'{"__proto__": {"polluted": true}}\')')) as JsonObject
    expect(Object.keys(result)).toEqual(['__proto__'])
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  it('cannot be hit by names of inputs', async () => {
    const source =
      'result = { polluted: ({}).polluted ?? "no", own: Object.keys(context), prototype: Object.getPrototypeOf(context) === Object.prototype }'
    expect(await resultOf(source, { input: hostile })).toEqual({ polluted: 'no', own: ['__proto__', 'constructor', 'a'], prototype: true })
  })
})

describe('what a script is given', () => {
  const context = { input: { imo: '9', which: 'argument' }, results: { 'get-ship': { name: 'Ever' }, which: 'result' } }

  it('is everything, in "context": results hide arguments, "with" hides both', async () => {
    expect(await resultOf('result = context', context)).toEqual({ imo: '9', which: 'result', 'get-ship': { name: 'Ever' } })
    expect(await resultOf('result = context', { ...context, with: { which: 'with' } })).toMatchObject({ imo: '9', which: 'with' })
  })

  it('is the arguments of the operation, in "input"', async () => {
    expect(await resultOf('result = input', context)).toEqual({ imo: '9', which: 'argument' })
  })

  it('is the values of "with" instead, when the step has them', async () => {
    expect(await resultOf('result = input', { ...context, with: { flag: 'PA' } })).toEqual({ flag: 'PA' })
  })
})

describe('dependencies', () => {
  it('are evaluated before the script, in order, in its scope', async () => {
    const step = await stepOf({
      files: {
        'lib/base.js': 'const order = ["base"]\nfunction double(n) { return n * 2 }',
        'lib/more.js': 'order.push("more")\nclass Ship { constructor(name) { this.name = name } }',
        'main.js': 'order.push("main")\nresult = { order, doubled: double(context.n), ship: new Ship("Ever") }',
      },
      step: { dependencies: ['lib/base.js', 'lib/more.js'] },
    })
    expect(step.problems).toEqual([])
    expect(await step.run({ input: { n: 21 } })).toEqual({ order: ['base', 'more', 'main'], doubled: 42, ship: { name: 'Ever' } })
  })

  it('may assign the result themselves', async () => {
    const step = await stepOf({ files: { 'lib.js': 'result = 1', 'main.js': 'null' }, step: { dependencies: ['lib.js'] } })
    expect(await step.run()).toBe(1)
  })
})

describe('runs', () => {
  it('share nothing, not even changed built-ins', async () => {
    const source = `
      const seen = [typeof globalThis.left, [].marked ?? 'clean', JSON.stringify({ a: 1 })]
      globalThis.left = 1
      Array.prototype.marked = 'dirty'
      JSON.stringify = () => 'forged'
      JSON.parse = () => 'forged'
      result = seen`
    const step = await stepOf({ files: { 'main.js': source }, options: { workers: 1 } })
    const expected = ['undefined', 'clean', '{"a":1}']
    expect(await step.run()).toEqual(expected)
    expect(await step.run()).toEqual(expected)
  })
})

describe('the console', () => {
  it('goes to the log, at debug', async () => {
    const step = await stepOf({
      files: { 'main.js': 'console.log("ship", { a: [1] }, 2n, undefined)\nconsole.error(new TypeError("odd"))\nresult = 1' },
    })
    await step.run()
    expect(step.log.records).toEqual([
      { level: 'debug', message: 'ship {"a":[1]} 2 undefined', fields: { script: 'main.js', step: 'join', console: 'log' } },
      { level: 'debug', message: 'TypeError: odd', fields: { script: 'main.js', step: 'join', console: 'error' } },
    ])
  })

  it('is bounded', async () => {
    const step = await stepOf({
      files: { 'main.js': 'for (let i = 0; i < 1000; i++) console.log("0123456789")\nresult = 1' },
      options: { consoleCharacters: 100 },
    })
    expect(await step.run()).toBe(1)
    const texts = step.log.records.map((record) => record.message)
    expect(texts).toHaveLength(11)
    expect(texts.at(-1)).toBe('the rest is dropped: a run may write 100 characters')
  })

  it('shows what a script wrote before it was ended', async () => {
    const step = await stepOf({ files: { 'main.js': 'console.log("before")\nresult = 1\nfor (;;);' } })
    await expect(step.run()).rejects.toThrow('statement limit')
    expect(step.log.records.map((record) => record.message)).toEqual(['before'])
  })
})
