import { describe, expect, it } from 'vitest'
import { type JsonObject, type JsonValue, type Mapping, MappingError, type OutputEntry, type Problem } from '@naftiko/plugin-api'
import { compileMapping, outputSchema } from '../../src/expression/mapping.ts'
import { compileTemplate } from '../../src/expression/template.ts'

interface Explained {
  readonly at: string
  readonly text: string
  readonly kind: string
}

function compile(entries: readonly OutputEntry[] | undefined, at = '/outputParameters') {
  const problems: Problem[] = []
  const explained: Explained[] = []
  const mapping = compileMapping(entries, at, {
    limits: { expressionMs: 1000, expressionDepth: 500 },
    report: (problem) => problems.push(problem),
    explain: (place, text, kind) => explained.push({ at: place, text, kind }),
    template: (text, place, options = {}) => {
      const names = { callers: new Set(['rest', 'tools']), bindNamespaces: new Set(['env']), bound: new Set(['REGION']) }
      const { template, problems: found } = compileTemplate(text, options, names)
      problems.push(...found.map((problem) => ({ at: place, ...problem })))
      return template
    },
  })
  return { mapping, problems, explained }
}

function mappingOf(...entries: readonly OutputEntry[]): Mapping {
  const { mapping, problems } = compile(entries)
  expect(problems).toEqual([])
  return mapping
}

/** The upstream answer that the compatibility rows are written against. */
const MODELS = { ok: true, data: { id: 7, list: [1, 2] } }

describe('the identity', () => {
  it.each<[string, readonly OutputEntry[] | undefined]>([
    ['nothing', undefined],
    ['an empty list', []],
    ['object $.', [{ type: 'object', mapping: '$.' }]],
    ['object $', [{ type: 'object', mapping: '$' }]],
    ['value $.', [{ name: 'result', type: 'object', value: '$.' }]],
    ['{{$}}', [{ type: 'object', mapping: '{{$}}' }]],
    ['array $.', [{ type: 'array', mapping: '$.' }]],
    ['array $. of described elements', [{ type: 'array', mapping: '$.', items: { type: 'object' } }]],
    ['array $. of arrays', [{ type: 'array', mapping: '$.', items: { type: 'array', items: { type: 'string' } } }]],
    ['no type', [{ mapping: '$.' }]],
    ['any', [{ type: 'any', mapping: '$.' }]],
    ['a text, which may be text or bytes upstream', [{ type: 'string', mapping: '$.' }]],
    ['object without a mapping', [{ type: 'object' }]],
  ])('is declared by %s', (_, entries) => {
    const { mapping, problems } = compile(entries)
    expect(mapping.identity).toBe(true)
    expect(mapping.apply(MODELS)).toBe(MODELS)
    expect(problems).toEqual([])
  })

  it.each<[string, readonly OutputEntry[]]>([
    ['a path', [{ type: 'object', mapping: '$.data' }]],
    ['JSONata for the root', [{ type: 'object', mapping: '$$' }]],
    ['properties', [{ type: 'object', mapping: '$.', properties: {} }]],
    ['elements that are picked from', [{ type: 'array', mapping: '$.', items: { type: 'object', properties: {} } }]],
    ['elements that are mapped', [{ type: 'array', mapping: '$.', items: { mapping: '$.id' } }]],
    ['a length', [{ type: 'string', mapping: '$.', maxLength: 5 }]],
    ['a constant', [{ type: 'string', value: 'x' }]],
    [
      'two outputs',
      [
        { name: 'a', mapping: '$.' },
        { name: 'b', mapping: '$.' },
      ],
    ],
  ])('is not declared by %s', (_, entries) => {
    expect(compile(entries).mapping.identity).toBe(false)
  })
})

describe('one output', () => {
  it.each<[string, OutputEntry, JsonValue]>([
    ['a number', { type: 'number', mapping: '$.data.id' }, 7],
    ['a number that is named', { name: 'id', type: 'number', mapping: '$.data.id' }, 7],
    ['an object, whole', { type: 'object', mapping: '$.' }, MODELS],
    [
      'an object, with what is missing',
      { type: 'object', properties: { id: { type: 'number', mapping: '$.data.id' }, z: { type: 'string', mapping: '$.zz' } } },
      { id: 7, z: null },
    ],
    ['a text that is missing', { type: 'string', mapping: '$.zzz' }, null],
    ['a constant in its type', { type: 'number', value: '5' }, 5],
    ['an array', { type: 'array', mapping: '$.data.list' }, [1, 2]],
    ['an array that is none', { type: 'array', mapping: '$.data' }, null],
    ['an array whose items are described, and is none', { type: 'array', mapping: '$.data', items: { type: 'string' } }, null],
    ['an array that is missing', { type: 'array', mapping: '$.zzz', items: { mapping: '$.id' } }, null],
    ['a scalar of another type, as it is', { type: 'string', mapping: '$.data.id' }, 7],
    ['a scalar that is an object, as it is', { type: 'string', mapping: '$.data' }, MODELS.data],
    ['an object of a path', { type: 'object', mapping: '$.data' }, MODELS.data],
    ['a value that is a path', { type: 'number', value: '$.data.id' }, 7],
    ['a wrapped path', { type: 'number', value: ' {{ $.data.id }}' }, 7],
    ['a mapping before a value', { type: 'number', mapping: '$.data.id', value: 1 }, 7],
    ['a length', { mapping: '$.data.list.length' }, 2],
  ])('%s', (_, entry, expected) => {
    const result = mappingOf(entry).apply(MODELS)
    expect(result).not.toBeInstanceOf(Promise)
    expect(result).toEqual(expected)
  })
})

describe('objects and arrays', () => {
  const SHIPS = {
    ships: [
      { imo: 1, name: 'Aurora', flag: { code: 'FR' }, crew: [{ who: { first: 'Ada' } }, { who: { first: 'Bo' } }], tags: ['x'] },
      { imo: 2, name: 'Boreas', flag: null, crew: null },
      null,
    ],
    page: { total: 2, next: { cursor: 'c' } },
  }

  it('recurse in each other, each relative to what is around it', () => {
    const mapping = mappingOf({
      type: 'object',
      properties: {
        total: { type: 'number', mapping: '$.page.total' },
        ships: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              imo: { type: 'number' },
              flag: { type: 'object', mapping: '$.flag', properties: { code: { type: 'string' }, fleet: { value: 'north' } } },
              crew: { type: 'array', mapping: '$.crew', items: { properties: { first: { mapping: '$.who.first' } } } },
              label: { type: 'object', properties: { title: { mapping: '$.name' } } },
              tags: { type: 'array' },
            },
          },
        },
      },
    })
    expect(mapping.apply(SHIPS)).toEqual({
      total: 2,
      ships: [
        {
          imo: 1,
          flag: { code: 'FR', fleet: 'north' },
          crew: [{ first: 'Ada' }, { first: 'Bo' }],
          label: { title: 'Aurora' },
          tags: ['x'],
        },
        { imo: 2, flag: null, crew: null, label: { title: 'Boreas' }, tags: null },
        null,
      ],
    })
  })

  it.each<[string, OutputEntry, JsonValue, JsonValue]>([
    [
      'an object looks where its own mapping points',
      { type: 'object', mapping: '$.page', properties: { total: { mapping: '$.total' } } },
      SHIPS,
      { total: 2 },
    ],
    [
      'a nested object without a mapping looks where its parent looks',
      {
        type: 'object',
        mapping: '$.page',
        properties: { a: { type: 'object', properties: { b: { properties: { total: { type: 'number' } } } } } },
      },
      SHIPS,
      { a: { b: { total: 2 } } },
    ],
    ['an object whose mapping finds nothing is null', { type: 'object', mapping: '$.zz', properties: { a: { value: 1 } } }, SHIPS, null],
    [
      'an object of an answer that is null has its members',
      { type: 'object', properties: { a: {}, b: { value: 1 } } },
      null,
      { a: null, b: 1 },
    ],
    [
      'an object of an answer that is a list has its members',
      { type: 'object', properties: { a: {}, length: {} } },
      [1],
      { a: null, length: null },
    ],
    ['an object without properties has no members', { type: 'object', properties: {} }, SHIPS, {}],
    [
      'elements that are mapped',
      { type: 'array', mapping: '$.ships', items: { type: 'string', mapping: '$.name' } },
      SHIPS,
      ['Aurora', 'Boreas', null],
    ],
    [
      'elements without a mapping stay',
      { type: 'array', mapping: '$.ships[0].crew', items: { type: 'object' } },
      SHIPS,
      SHIPS.ships[0]!.crew,
    ],
    ['lists of lists', { type: 'array', items: { type: 'array', items: { mapping: '$.n' } } }, [[{ n: 1 }], 2, []], [[1], null, []]],
    ['a wildcard', { type: 'array', mapping: '$.ships[*].flag.code' }, SHIPS, ['FR', null, null]],
    ['a property that is a list and is none', { type: 'object', properties: { page: { type: 'array' } } }, SHIPS, { page: null }],
    [
      'a property that is named like a pointer',
      { type: 'object', properties: { 'a/b~c': { type: 'string' } } },
      { 'a/b~c': 'x' },
      { 'a/b~c': 'x' },
    ],
  ])('%s', (_, entry, value, expected) => {
    expect(mappingOf(entry).apply(value)).toEqual(expected)
  })
})

describe('several outputs', () => {
  it('make one object when all have names', () => {
    const mapping = mappingOf(
      { name: 'id', type: 'number', mapping: '$.data.id' },
      { name: 'ok', type: 'boolean' },
      { name: 'fixed', value: 'x' },
      { name: 'gone', mapping: '$.zz' },
    )
    expect(mapping.apply(MODELS)).toEqual({ id: 7, ok: true, fixed: 'x', gone: null })
  })

  it.each<[string, JsonValue, JsonValue]>([
    ['the first', MODELS, 7],
    ['the second, when the first is null', { ok: true }, true],
    ['none, when all are', {}, null],
  ])('compete when they have no names: %s', (_, value, expected) => {
    const { mapping, problems } = compile([
      { type: 'number', mapping: '$.data.id' },
      { type: 'boolean', mapping: '$.ok' },
    ])
    expect(problems).toEqual([
      expect.objectContaining({
        code: 'NAFTIKO_OUTPUT_AMBIGUOUS',
        severity: 'warning',
        at: '/outputParameters',
        hint: expect.stringContaining('name'),
      }),
    ])
    expect(mapping.apply(value)).toEqual(expected)
  })

  it('compete in their order, also where some must be waited for', async () => {
    const { mapping } = compile([{ mapping: '$.zz' }, { mapping: '$lowercase(name)' }, { mapping: '$.id' }])
    expect(await mapping.apply({ name: 'A', id: 1 })).toBe('a')
    expect(await mapping.apply({ id: 1 })).toBe(1)
    expect(await mapping.apply({})).toBeNull()
  })
})

describe('a value', () => {
  it.each<[JsonValue, string | undefined, JsonValue]>([
    ['NO', undefined, 'NO'],
    ['NO', 'string', 'NO'],
    [5, 'string', '5'],
    [true, 'string', 'true'],
    [['a'], 'string', '["a"]'],
    ['5', 'number', 5],
    ['-1.5e3', 'number', -1500],
    ['5', 'integer', 5],
    [5, 'number', 5],
    ['true', 'boolean', true],
    ['false', 'boolean', false],
    ['[1,2]', 'array', [1, 2]],
    [[1], 'array', [1]],
    ['{"a":1}', 'object', { a: 1 }],
    [{ a: 1 }, 'object', { a: 1 }],
    [null, 'number', null],
    [null, 'string', null],
    ['', 'string', ''],
    ['x', 'unheard-of', 'x'],
  ])('%j of type %s is %j', (value, type, expected) => {
    expect(mappingOf({ value, ...(type === undefined ? {} : { type }) }).apply({})).toEqual(expected)
  })

  it.each<[JsonValue, string]>([
    ['five', 'number'],
    ['', 'number'],
    ['1.5', 'integer'],
    ['Infinity', 'number'],
    ['yes', 'boolean'],
    [1, 'boolean'],
    ['{}', 'array'],
    ['[', 'array'],
    ['[]', 'object'],
    [1, 'object'],
  ])('%j of type %s is a problem of the document', (value, type) => {
    const { problems } = compile([{ type: 'object', properties: { 'a/b': { type, value } } }])
    expect(problems).toEqual([
      expect.objectContaining({
        code: 'NAFTIKO_OUTPUT_VALUE',
        at: '/outputParameters/0/properties/a~1b/value',
        message: expect.stringContaining(type),
      }),
    ])
  })

  const SCOPE = { input: { name: 'Ada', count: '5', list: [1], nothing: null }, variables: { REGION: 'eu' } }

  it.each<[string, string | undefined, JsonValue]>([
    ['Hello, {{name}}!', 'string', 'Hello, Ada!'],
    ['{{rest.name}} in {{REGION}}', undefined, 'Ada in eu'],
    ['{{$env.REGION}}', undefined, 'eu'],
    ['{{count}}', 'number', 5],
    ['{{count}}0', 'number', 50],
    ['{{list}}', 'array', [1]],
    ['{{list}}', 'string', '[1]'],
    ['{{missing}}', 'number', null],
    ['Hello, {{missing}}!', 'string', null],
    ['{{nothing}}', 'string', null],
  ])('%s of type %s is filled with what the call was given: %j', (value, type, expected) => {
    expect(mappingOf({ value, ...(type === undefined ? {} : { type }) }).apply(MODELS, SCOPE)).toEqual(expected)
  })

  it('is null without a call to take the values from', () => {
    expect(mappingOf({ value: '{{name}}' }).apply(MODELS)).toBeNull()
  })

  it('fails when the caller gave what does not fit, and does not repeat it', () => {
    const mapping = mappingOf({ name: 'count', type: 'number', value: '{{name}}' })
    expect(() => mapping.apply(MODELS, SCOPE)).toThrow(MappingError)
    expect(() => mapping.apply(MODELS, SCOPE)).toThrow(/^(?!.*Ada).*output "count" should be of type number/)
  })

  it('is no place for paths inside a text', () => {
    const { problems } = compile([{ value: '{{$.first}} {{$.last}}' }])
    expect(problems).toHaveLength(2)
    expect(problems[0]).toMatchObject({
      code: 'NAFTIKO_EXPRESSION_SYNTAX',
      at: '/outputParameters/0/value',
      hint: expect.stringContaining('JSONata'),
    })
  })

  it('keeps what is no placeholder, and says so', () => {
    const { mapping, problems } = compile([{ value: '{{#x}}' }])
    expect(problems).toEqual([expect.objectContaining({ code: 'NAFTIKO_TEMPLATE_SYNTAX', at: '/outputParameters/0/value', offset: 0 })])
    expect(mapping.apply({})).toBe('{{#x}}')
  })
})

describe('maxLength', () => {
  it.each<[JsonValue, number, JsonValue]>([
    ['abcdef', 3, 'abc'],
    ['abc', 3, 'abc'],
    ['abc', 0, ''],
    ['😀😀😀', 2, '😀😀'],
    ['😀', 1, '😀'],
    ['a😀b', 2, 'a😀'],
    [12345, 3, 12345],
    [null, 3, null],
    [[1, 2, 3, 4], 3, [1, 2, 3, 4]],
  ])('makes %j of length %i into %j', (value, maxLength, expected) => {
    expect(mappingOf({ type: 'string', mapping: '$.v', maxLength }).apply({ v: value })).toEqual(expected)
  })

  it('holds for elements and properties', () => {
    const mapping = mappingOf({ type: 'object', properties: { list: { type: 'array', items: { maxLength: 1 } }, text: { maxLength: 2 } } })
    expect(mapping.apply({ list: ['ab', 'c'], text: 'abc' })).toEqual({ list: ['a', 'c'], text: 'ab' })
  })
})

describe('JSONata in a mapping', () => {
  it('is waited for wherever it stands', async () => {
    const mapping = mappingOf({
      type: 'object',
      properties: {
        first: { mapping: '$.items[0].id' },
        total: { mapping: '$sum(items.price)' },
        items: { type: 'array', items: { properties: { id: {}, label: { mapping: 'name & "!"' } } } },
        cheap: { type: 'array', mapping: '[items[price < 2]]', items: { mapping: '$.id' } },
        short: { mapping: '$uppercase(items[0].name)', maxLength: 1 },
        last: { mapping: '$.items[-1].id' },
      },
    })
    const value = {
      items: [
        { id: 1, name: 'ab', price: 1 },
        { id: 2, name: 'b', price: 2 },
      ],
    }
    expect(await mapping.apply(value)).toEqual({
      first: 1,
      total: 3,
      items: [
        { id: 1, label: 'ab!' },
        { id: 2, label: 'b!' },
      ],
      cheap: [1],
      short: 'A',
      last: 2,
    })
  })

  it('fails as a whole, and leaves no rejection behind', async () => {
    const mapping = mappingOf({
      type: 'object',
      properties: { a: { mapping: 'name + 1' }, b: { type: 'number', value: '{{name}}' }, c: { mapping: 'name + 2' } },
    })
    await expect(mapping.apply({ name: 'x' }, { input: { name: 'x' }, variables: {} })).rejects.toThrow(MappingError)
  })

  it('has its time for each element, however many there are', async () => {
    const mapping = compileMapping([{ type: 'array', items: { mapping: '$map([1..200], function($n) { $n * n })[-1]' } }], '', {
      limits: { expressionMs: 500, expressionDepth: 100 },
      report: (problem) => expect.unreachable(problem.message),
      explain: () => {},
      template: () => expect.unreachable('there is no template'),
    })
    const list = Array.from({ length: 600 }, (_, n) => ({ n }))
    expect(await mapping.apply(list)).toEqual(list.map(({ n }) => 200 * n))
  })

  it.each([
    [{ mapping: '$..b[' }, '/outputParameters/0/mapping', 2],
    [{ value: '$.a +' }, '/outputParameters/0/value', 4],
    [{ properties: { 'x/y': { items: { mapping: '$sum(' } } } }, '/outputParameters/0/properties/x~1y/items/mapping', 4],
  ])('that cannot be read is a problem, located', (entry, at, offset) => {
    const { mapping, problems } = compile([entry])
    expect(problems).toEqual([expect.objectContaining({ code: 'NAFTIKO_EXPRESSION_SYNTAX', at, offset })])
    expect(mapping.identity).toBe(false)
  })
})

describe('names from the prototype', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s is a member like any other', (name) => {
    const properties = JSON.parse(`{"${name}":{"type":"object"}}`) as Record<string, OutputEntry>
    const mapping = mappingOf({ type: 'object', properties })
    const missing = mapping.apply({}) as JsonObject
    expect(Object.entries(missing)).toEqual([[name, null]])
    const found = mapping.apply(JSON.parse(`{"${name}":{"polluted":1}}`) as JsonValue) as JsonObject
    expect(Object.entries(found)).toEqual([[name, { polluted: 1 }]])
    expect(Object.getPrototypeOf(found)).toBe(Object.prototype)
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
    const schema = outputSchema([{ type: 'object', properties }])!
    expect(Object.keys(schema['properties']!)).toEqual([name])
  })

  it('is the name of an output too', () => {
    const mapping = mappingOf({ name: '__proto__', value: 1 }, { name: 'constructor', mapping: '$.a' })
    expect(Object.entries(mapping.apply({ a: 2 }) as JsonObject)).toEqual([
      ['__proto__', 1],
      ['constructor', 2],
    ])
  })
})

describe('what was understood', () => {
  it('is told for each text of the document', () => {
    const { explained } = compile([
      {
        type: 'object',
        mapping: '$.',
        properties: { a: { mapping: '$.a' }, b: { value: '$sum(b)' }, c: { type: 'number', value: '5' }, d: { value: 'Hi {{name}}' } },
      },
    ])
    const at = '/outputParameters/0'
    expect(explained).toEqual([
      { at: `${at}/mapping`, text: '$.', kind: 'path' },
      { at: `${at}/properties/a/mapping`, text: '$.a', kind: 'path' },
      { at: `${at}/properties/b/value`, text: '$sum(b)', kind: 'jsonata' },
      { at: `${at}/properties/c/value`, text: '5', kind: 'constant' },
      { at: `${at}/properties/d/value`, text: 'Hi {{name}}', kind: 'template' },
    ])
  })
})

describe('outputSchema', () => {
  it.each<[string, readonly OutputEntry[] | undefined]>([
    ['nothing is declared', undefined],
    ['the list is empty', []],
    ['an object is passed as it is', [{ type: 'object', mapping: '$.' }]],
    ['an array is passed as it is', [{ type: 'array', value: '$' }]],
    ['anything is passed as it is', [{ mapping: '$.' }]],
    ['an object is all that is said', [{ type: 'object', description: 'a model' }]],
  ])('has nothing to say when %s', (_, entries) => {
    expect(outputSchema(entries)).toBeUndefined()
  })

  it.each<[string, readonly OutputEntry[], JsonObject]>([
    [
      'an object with properties',
      [
        {
          type: 'object',
          description: 'a ship',
          properties: { id: { type: 'number', description: 'its number' }, flag: { type: 'object' } },
        },
      ],
      { type: 'object', description: 'a ship', properties: { id: { description: 'its number' }, flag: {} }, required: ['id', 'flag'] },
    ],
    [
      'an object that may not be found',
      [{ type: 'object', mapping: '$.data', properties: { id: {} } }],
      { type: ['object', 'null'], properties: { id: {} }, required: ['id'] },
    ],
    [
      'an object at the root, whose members are surely there',
      [{ type: 'object', mapping: '$.', properties: { id: {} } }],
      { type: 'object', properties: { id: {} }, required: ['id'] },
    ],
    [
      'lists of objects inside',
      [{ properties: { list: { type: 'array', items: { properties: { n: { type: 'object', properties: { m: {} } } } } } } }],
      {
        type: 'object',
        required: ['list'],
        properties: {
          list: {
            type: ['array', 'null'],
            items: {
              type: ['object', 'null'],
              required: ['n'],
              properties: { n: { type: ['object', 'null'], required: ['m'], properties: { m: {} } } },
            },
          },
        },
      },
    ],
    ['a list of a path', [{ type: 'array', mapping: '$.data' }], { type: ['array', 'null'], items: {} }],
    ['what a path picks, which can be anything', [{ type: 'object', mapping: '$.data' }], {}],
    ['a constant', [{ type: 'number', value: 5 }], {}],
    [
      'outputs with names',
      [
        { name: 'a', type: 'number' },
        { name: 'b', type: 'array' },
      ],
      { type: 'object', properties: { a: {}, b: { type: ['array', 'null'], items: {} } }, required: ['a', 'b'] },
    ],
    [
      'outputs that compete',
      [
        { type: 'number', mapping: '$.a' },
        { type: 'object', properties: {} },
      ],
      {},
    ],
  ])('promises what the mapping keeps: %s', (_, entries, schema) => {
    expect(outputSchema(entries)).toEqual(schema)
  })
})
