import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import type { JsonSchema, JsonValue } from '@naftiko/plugin-api'
import { verdictOn } from '../../src/validate/verdict.ts'

// oxlint-disable unicorn/no-thenable -- a keyword of JSON Schema

const ajv = new Ajv2020({ allErrors: true, strict: false, validateSchema: false, logger: false })

function byAjv(schema: JsonValue, value: unknown): boolean {
  return ajv.compile(schema as JsonSchema)(value)
}

const bare = (members: object): object => Object.assign(Object.create(null) as object, members)

/** Of every type, and at the borders of every schema below. */
const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  1,
  2,
  -1,
  1.5,
  1e300,
  '',
  'a',
  'ab',
  'abc',
  '😀',
  '😀😀',
  '1',
  'GET',
  [],
  ['a'],
  [1],
  ['a', 'b', 'c'],
  ['a', 1, null],
  [[1], [2]],
  {},
  { a: 1 },
  { a: 'x' },
  { a: null },
  { a: undefined },
  { b: 1 },
  { a: 'x', b: 1 },
  { a: { a: { a: 1 } } },
  { list: [{ a: 'x' }, { a: 1 }] },
  { toString: 1 },
  { kind: 'one', a: 'x' },
  { kind: 'two', b: 1 },
  { kind: 'two', b: 'x' },
  bare({ a: 'x' }),
  bare({ constructor: 1 }),
]

/** What YAML has, and JSON has not. */
const ODD: readonly unknown[] = [Infinity, NaN, { a: Infinity }, [NaN]]

/** What is decided here, as plugins write it. */
const DECIDED: readonly JsonValue[] = [
  true,
  false,
  {},
  ...['string', 'number', 'integer', 'boolean', 'null', 'array', 'object'].map((type) => ({ type })),
  { type: ['integer', 'string'], pattern: '^[a-z]+$', minimum: 1 },
  { type: ['object', 'null'], title: 'T', description: 'D', examples: [1], default: 1, 'x-naftiko': 'step' },
  { enum: ['a', 1, null, true] },
  { const: 'a' },
  { const: 1 },
  { minimum: 1 },
  { maximum: 1 },
  { minLength: 2 },
  { maxLength: 1 },
  { minItems: 1 },
  { maxItems: 1 },
  { pattern: '^.$' },
  { pattern: '\\p{L}' },
  { required: ['a'] },
  { required: ['a', 'b'] },
  { required: ['constructor'] },
  { properties: { a: { type: 'string' } } },
  { properties: { a: false } },
  { properties: { toString: { type: 'number' } } },
  { properties: { a: {} }, additionalProperties: false },
  { properties: { constructor: { type: 'number' } }, additionalProperties: false },
  { additionalProperties: { type: 'string' } },
  { type: 'object', properties: { list: { type: 'array', items: { type: 'object', properties: { a: { type: 'string' } } } } } },
  { items: { type: 'string' } },
  { items: false },
  { items: { items: { type: 'number' } } },
  { allOf: [{ type: 'object' }, { required: ['a'] }] },
  { anyOf: [{ type: 'string' }, { required: ['a'] }] },
  { oneOf: [{ type: 'string' }, { minLength: 2 }] },
  { oneOf: [{ type: 'string' }, { type: 'object', additionalProperties: false, required: ['a'], properties: { a: { type: 'string' } } }] },
  {
    if: { required: ['kind'], properties: { kind: { const: 'two' } } },
    then: { properties: { b: { type: 'number' } } },
    else: { maxItems: 2 },
  },
  { if: { type: 'string' }, then: { minLength: 1 } },
  { if: { type: 'string' } },
  { then: false, else: false },
  { $defs: { node: { type: 'object', properties: { a: { $ref: '#/$defs/node' } } } }, $ref: '#/$defs/node' },
  { $defs: { 'a/b': { type: 'string' } }, anyOf: [{ $ref: '#/$defs/a~1b' }, { type: 'null' }] },
]

/** What is left to AJV, wherever it stands. */
const LEFT: readonly JsonSchema[] = [
  { not: { type: 'string' } },
  { format: 'date' },
  { uniqueItems: true },
  { prefixItems: [{ type: 'string' }], items: { type: 'number' } },
  { patternProperties: { '^a': { type: 'string' } }, additionalProperties: false },
  { contains: { type: 'string' } },
  { propertyNames: { maxLength: 1 } },
  { dependentRequired: { a: ['b'] } },
  { unevaluatedProperties: false, properties: { a: {} } },
  { type: 'string', nullable: true },
  { exclusiveMinimum: 1 },
  { multipleOf: 2 },
  { $defs: { a: { $id: 'https://example.org/a', $defs: { b: { type: 'string' } } } }, $ref: '#/$defs/a/$defs/b' },
]

describe('the verdict without AJV', () => {
  it.each(DECIDED.map((schema) => [JSON.stringify(schema), schema] as const))('on %s is that of AJV', (_, schema) => {
    const told = VALUES.map((value) => [value, verdictOn(schema, value)])
    expect(told).toEqual(VALUES.map((value) => [value, byAjv(schema, value)]))
  })

  const nested = (schema: JsonValue): readonly JsonValue[] => [
    { properties: { a: schema } },
    { items: schema },
    { anyOf: [{ type: 'boolean' }, schema] },
    { oneOf: [schema, { type: 'boolean' }] },
    { allOf: [{ type: ['object', 'string', 'array'] }, schema] },
    { if: schema, then: { minLength: 2 }, else: { type: 'object' } },
  ]

  it.each([...DECIDED, ...LEFT].map((schema) => [JSON.stringify(schema), schema] as const))(
    'on what holds %s is none or that of AJV',
    (_, schema) => {
      for (const one of [schema, ...nested(schema).filter(() => !JSON.stringify(schema).includes('$ref'))])
        for (const value of [...VALUES, ...ODD]) {
          let expected: boolean
          try {
            expected = byAjv(one, value)
          } catch {
            continue
          }
          expect([one, value, verdictOn(one, value) ?? expected]).toEqual([one, value, expected])
        }
    },
  )

  it.each<[string, JsonSchema, unknown]>([
    ['a keyword that is none', { minlenght: 3 }, 'a'],
    ['a pattern that is none', { pattern: '(' }, 'a'],
    ['a type that is none', { type: 'text' }, 'a'],
    ['a limit that is no number', { minimum: '1' }, 2],
    ['the "required" of old drafts', { required: true }, {}],
    ['a list of no values', { enum: [] }, 'a'],
    ['a reference to nothing', { $ref: '#/$defs/none' }, 'a'],
    ['a reference to elsewhere', { $ref: 'https://example.org/schema' }, 'a'],
    ['a reference that leads to itself', { $defs: { a: { $ref: '#/$defs/a' } }, $ref: '#/$defs/a' }, 'a'],
    ['lists to compare', { const: [1] }, [1]],
    ['no schema at all', 1 as unknown as JsonSchema, 'a'],
  ])('is none on %s', (_, schema, value) => {
    expect(verdictOn(schema, value)).toBeUndefined()
  })
})
