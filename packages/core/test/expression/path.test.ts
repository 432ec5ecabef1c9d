import { describe, expect, it } from 'vitest'
import type { JsonValue } from '@naftiko/plugin-api'
import { compilePath, parsePath, type PathStep } from '../../src/expression/path.ts'

const member = (name: string): PathStep => ({ kind: 'member', name })
const element = (index: number): PathStep => ({ kind: 'element', index })
const every: PathStep = { kind: 'every' }
const length: PathStep = { kind: 'length' }

describe('parsePath', () => {
  it.each<[string, readonly PathStep[]]>([
    ['$', []],
    ['$.', []],
    [' $. ', []],
    ['$.id', [member('id')]],
    ['$.get-ship.flag_code', [member('get-ship'), member('flag_code')]],
    ['$.2fa.x', [member('2fa'), member('x')]],
    ['$.größe.名前', [member('größe'), member('名前')]],
    ['$.नाम', [member('नाम')]],
    ['$.properties.Participation Status.name', [member('properties'), member('Participation Status'), member('name')]],
    ['$[0]', [element(0)]],
    ['$.a[-1].b', [member('a'), element(-1), member('b')]],
    ['$[*]', [every]],
    ['$.results[*].a.b', [member('results'), every, member('a'), member('b')]],
    ['$.a.*', [member('a'), every]],
    ["$['a b'][0][*]", [member('a b'), element(0), every]],
    ['$["it\'s"]', [member("it's")]],
    ["$['it\\'s']", [member("it's")]],
    ["$['*']", [member('*')]],
    ["$['0']", [member('0')]],
    ["$['']", [member('')]],
    ["$.a['b'].c", [member('a'), member('b'), member('c')]],
    ['$.data.length', [member('data'), length]],
    ['$.length()', [length]],
    ['$.length.x', [member('length'), member('x')]],
    ["$['length']", [member('length')]],
    ['fetch-repo.full-name', [member('fetch-repo'), member('full-name')]],
    ['repo.full-name', [member('repo'), member('full-name')]],
    ['get-all[0].id', [member('get-all'), element(0), member('id')]],
  ])('reads %s as a path', (text, steps) => {
    expect(parsePath(text)).toEqual(steps)
  })

  it.each([
    ['', 'empty'],
    ['items', 'a bare name'],
    ['items.price', 'bare names'],
    ['items[-1]', 'a bare name with an index'],
    ['a - b', 'a subtraction'],
    ['$.a - $.b', 'a subtraction of paths'],
    ['$.a - 1', 'a subtraction of a number'],
    ['$.a -b', 'half a subtraction'],
    ['$.a and b', 'a conjunction'],
    ['$.a in b', 'a membership'],
    ['$sum(items.price)', 'a function'],
    ['$.items.count()', 'a method'],
    ['$.length().x', 'a length that goes on'],
    ['$name', 'a variable'],
    ['$..a', 'a descent'],
    ['$.a[?(@.b>1)]', 'a filter'],
    ['$.a[b=1]', 'a filter of JSONata'],
    ['$.a[0:2]', 'a slice'],
    ['$.a.', 'a dot too many'],
    ["$['a", 'an open quote'],
    ['$.a & "!"', 'a concatenation'],
    ['{"a": $.b}', 'a constructor'],
  ])('leaves %s to JSONata (%s)', (text) => {
    expect(parsePath(text)).toBeUndefined()
  })

  it.each([
    ['many steps', '$' + '.a'.repeat(20_000), 20_000],
    ['a long gap', '$.a' + ' '.repeat(50_000) + '(', undefined],
    ['a long name', 'a-'.repeat(50_000), 1],
    ['many bare steps and an operator', 'a.'.repeat(50_000) + '-', undefined],
  ])('takes a text of any length: %s', (_, text, steps) => {
    expect(parsePath(text)?.length).toBe(steps)
  })
})

describe('compilePath', () => {
  const DATA = {
    id: 7,
    none: null,
    no: false,
    'get-ship': { flag: 'FR' },
    '*': 'star',
    list: [{ n: 1, tags: ['a', 'b'] }, { n: 2, tags: [] }, { m: 3 }, null, 5],
    empty: [],
    text: 'añ😀',
    sized: { length: 'own' },
    plain: { a: 1, b: 2 },
  }

  it.each<[string, JsonValue]>([
    ['$.id', 7],
    ['$.none', null],
    ['$.no', false],
    ['$.get-ship.flag', 'FR'],
    ["$['*']", 'star'],
    ['$.missing', null],
    ['$.missing.deeper[0]', null],
    ['$.id.x', null],
    ['$.text.x', null],
    ['$.list.n', null],
    ['$.list[0].n', 1],
    ['$.list[-1]', 5],
    ['$.list[99]', null],
    ['$.list[-99]', null],
    ['$.plain[0]', null],
    ['$.text[0]', null],
    ['$.list[*].n', [1, 2, null, null, null]],
    ['$.list[*].tags', [['a', 'b'], [], null, null, null]],
    ['$.list[*].tags[*]', [['a', 'b'], [], [], [], []]],
    ['$.empty[*].n', []],
    ['$.missing[*].n', []],
    ['$.id[*]', []],
    ['$.plain.*', [1, 2]],
    ['$.list.length', 5],
    ['$.list.length()', 5],
    ['$.empty.length', 0],
    ['$.text.length', 3],
    ['$.sized.length', 'own'],
    ['$.plain.length', null],
    ['$.id.length', null],
    ["$.list['length']", null],
  ])('%s gives %j', (text, expected) => {
    expect(compilePath(parsePath(text)!)(DATA)).toEqual(expected)
  })

  it('gives the very same value for the root', () => {
    expect(compilePath(parsePath('$.')!)(DATA)).toBe(DATA)
  })

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'])('finds no %s that the data does not own', (name) => {
    const path = compilePath(parsePath(`$.a.${name}`)!)
    expect(path({ a: {} })).toBeNull()
    expect(path({ a: [] })).toBeNull()
    expect(path({ a: 'text' })).toBeNull()
    expect(path(JSON.parse(`{"a":{"${name}":1}}`) as JsonValue)).toBe(1)
  })
})
