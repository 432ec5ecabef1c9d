import type { JsonValue } from '@naftiko/plugin-api'
import { describe, expect, it } from 'vitest'
import { coerce } from '../src/tools/coerce.ts'
import { parseSize } from '@naftiko/plugin-api'

describe('coerce', () => {
  it.each<[JsonValue, string, JsonValue]>([
    ['5', 'number', 5],
    [' -1.5e3 ', 'number', -1500],
    ['5', 'integer', 5],
    ['true', 'boolean', true],
    ['false', 'boolean', false],
    ['["a"]', 'array', ['a']],
    ['{"a":1}', 'object', { a: 1 }],
    [7, 'string', '7'],
    [true, 'string', 'true'],
  ])('reads %j as %s', (value, type, result) => {
    expect(coerce(value, { type })).toEqual(result)
    expect(coerce(value, { type: [type, 'null'] })).toEqual(result)
  })

  it.each<[JsonValue, string]>([
    ['007', 'number'],
    ['', 'number'],
    ['12345678901234567890', 'integer'],
    ['0x10', 'number'],
    ['yes', 'boolean'],
    ['a,b', 'array'],
    ['[1', 'array'],
    ['[1]', 'object'],
    [1, 'boolean'],
    [null, 'number'],
  ])('leaves %j alone where it should be %s', (value, type) => {
    expect(coerce(value, { type })).toBe(value)
  })

  it('leaves values alone whose type is open', () => {
    expect(coerce('5', {})).toBe('5')
    expect(coerce('5', { type: ['string', 'number'] })).toBe('5')
  })
})

describe('parseSize', () => {
  it.each([
    [1024, 1024],
    ['1024', 1024],
    ['10MiB', 10_485_760],
    ['512 kB', 512_000],
    ['1g', 1_000_000_000],
  ])('%s is %d bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes)
  })

  it.each([0, -1, 1.5, 'ten', '10 apples', ''])('%s is no size', (text) => {
    expect(parseSize(text)).toBeUndefined()
  })
})
