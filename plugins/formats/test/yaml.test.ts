import type { JsonValue } from '@naftiko/plugin-api'
import { describe, expect, it } from 'vitest'
import { decode } from './decode.ts'

/** Ten lines that describe ten billion texts. */
const BOMB = ['&a0 [x, x, x, x, x, x, x, x, x, x]']
  .concat(Array.from({ length: 9 }, (_, level) => `&a${level + 1} [${Array.from({ length: 10 }, () => `*a${level}`).join(', ')}]`))
  .map((line) => `- ${line}\n`)
  .join('')

describe('yaml', () => {
  it.each<[string, string, JsonValue]>([
    ['reads maps and lists', 'a: 1\nb: [x, true, ~, 1.5]\nc:\n  - d: "e"\n', { a: 1, b: ['x', true, null, 1.5], c: [{ d: 'e' }] }],
    [
      'reads scalars by YAML 1.2',
      'a: yes\nb: 012\nc: 0x1F\nd: 0o17\ne: 1_000\nf: off',
      { a: 'yes', b: 12, c: 31, d: 15, e: '1_000', f: 'off' },
    ],
    ['leaves dates texts', 'a: 2024-01-01', { a: '2024-01-01' }],
    ['makes texts of numbers that JSON lacks', 'a: .inf\nb: .nan', { a: 'Infinity', b: 'NaN' }],
    ['resolves aliases', 'a: &x {k: 1}\nb: [*x, *x]', { a: { k: 1 }, b: [{ k: 1 }, { k: 1 }] }],
    ['merges maps', 'a: &x {k: 1, l: 1}\nb: {<<: *x, l: 2}', { a: { k: 1, l: 1 }, b: { k: 1, l: 2 } }],
    [
      'takes an alias that many refer to',
      `a: &x {k: 1}\nb: [${Array.from({ length: 500 }, () => '*x').join(', ')}]`,
      { a: { k: 1 }, b: Array.from({ length: 500 }, () => ({ k: 1 })) },
    ],
    ['reads the first document only', 'a: 1\n---\nb: [2\n', { a: 1 }],
    ['gives null for nothing', '# nothing\n', null],
    ['makes texts of keys', '1: a\ntrue: b\n? [c, d]\n: e', { 1: 'a', true: 'b', '[ c, d ]': 'e' }],
    ['ignores tags', 'a: !thing 1', { a: '1' }],
    ['has names of the prototype as members', '__proto__: {x: 1}\nconstructor: 2', JSON.parse('{"__proto__":{"x":1},"constructor":2}')],
  ])('%s', async (_, source, expected) => {
    expect(await decode('yaml', source)).toEqual(expected)
  })

  it.each([
    ['a syntax error', 'a: 1\nb: [2\nc: }', 'the YAML is broken at line 3, column 1'],
    ['two members with one name', 'a: 1\na: 2', 'the YAML is broken at line 2, column 1: Map keys must be unique'],
    ['an alias of nothing', 'a: *x', 'Unresolved alias'],
    ['an alias that contains itself', 'a: &a [*a]', 'an alias that contains itself'],
    ['aliases that multiply', BOMB, 'the YAML grows too large when its aliases are resolved'],
    [
      'aliases of one large text',
      `a: &a ${'x'.repeat(100_000)}\nb: [${Array.from({ length: 200 }, () => '*a').join(', ')}]`,
      'grows too large',
    ],
    ['brackets inside each other', '['.repeat(20_000), 'the YAML has more than 500 levels'],
    ['lists inside each other', `${'- '.repeat(20_000)}x`, 'the YAML has more than 500 levels'],
    ['more than it can parse in good time', `a: ${'x'.repeat(17 * 1024 * 1024)}`, 'YAML of more than 16 MiB is not read'],
  ])('refuses %s', async (_, source, message) => {
    await expect(decode('yaml', source)).rejects.toThrow(message)
  })
})
