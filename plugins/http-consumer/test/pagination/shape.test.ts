import { describe, expect, it } from 'vitest'
import { createEngine } from '@naftiko/core'
import type { JsonObject } from '@naftiko/plugin-api'
import { httpConsumer } from '../../src/index.ts'
import { apiFor, operation } from '../api.ts'

const inputParameters = [
  { name: 'q', in: 'query' },
  { name: 'page', in: 'query', type: 'integer', required: true, description: 'Which page.' },
]

async function shapeOf(pagination: JsonObject, rest: JsonObject = {}): Promise<JsonObject[]> {
  await using api = await apiFor(operation('/items', { pagination: { items: '$', ...pagination }, ...rest }))
  return api.shape.parameters as unknown as JsonObject[]
}

describe('what a caller can give', () => {
  it('is not what leads from page to page', async () => {
    expect(await shapeOf({ style: 'page', size: 5, sizeParameter: 'q' }, { inputParameters })).toEqual([])
  })

  it('is that too where the document exposes it, and then not required', async () => {
    const parameters = await shapeOf({ style: 'page', size: 5, sizeParameter: 'limit', expose: true }, { inputParameters })
    expect(parameters).toMatchObject([
      { name: 'q' },
      { name: 'page', in: 'query', required: false, schema: { type: 'integer', description: 'Which page.' } },
      { name: 'limit', in: 'query', required: false, schema: { description: 'How many items to read at a time.' } },
    ])
  })

  it('is no argument that a caller invents', async () => {
    await using api = await apiFor(operation('/items', { pagination: { style: 'page', items: '$' } }), {
      answer: (_, response) => response.end('[]'),
    })
    await api.invoke({ input: { page: 7 } })
    expect(api.seen[0]!.url).toBe('/items?page=1')
  })
})

interface Found {
  readonly code: string
  readonly severity: string
  readonly at: string
  readonly hint: string | undefined
}

const authentication = { type: 'apikey', key: 'key', value: '{{KEY}}', placement: 'query' }

async function problemsOf(pagination: JsonObject, rest: JsonObject = {}): Promise<Found[]> {
  const engine = createEngine({ plugins: [httpConsumer()] })
  const entry = {
    type: 'http',
    namespace: 'api',
    baseUri: 'http://127.0.0.1:1',
    authentication,
    ...operation('/items', { pagination, ...rest }),
  }
  const { diagnostics } = await engine.validate({ text: JSON.stringify({ naftiko: '1.0.0-alpha2', capability: { consumes: [entry] } }) })
  return diagnostics
    .filter(({ pointer }) => pointer.includes('/pagination'))
    .map(({ code, severity, pointer, hint }) => ({ code, severity, at: pointer.split('/pagination')[1]!, hint }))
}

describe('a document in which pagination', () => {
  const invalid = 'NAFTIKO_PAGINATION_INVALID'

  it.each<[string, JsonObject, JsonObject, readonly (readonly [string, string])[]]>([
    ['is fine', { style: 'page', items: '$' }, {}, []],
    ['says no items', { style: 'page' }, {}, [['NAFTIKO_PAGINATION_ITEMS', '']]],
    ['has no style', { items: '$' }, {}, [['NAFTIKO_MISSING_KEY', '']]],
    ['has a style that does not exist', { style: 'magic', items: '$' }, {}, [['NAFTIKO_WRONG_VALUE', '/style']]],
    ['has a key that does not exist', { style: 'page', items: '$', maxPage: 3 }, {}, [['NAFTIKO_UNKNOWN_KEY', '/maxPage']]],
    ['is about a DELETE', { style: 'page', items: '$' }, { method: 'DELETE' }, [[invalid, '']]],
    ['is about a HEAD', { style: 'page', items: '$' }, { method: 'HEAD' }, [[invalid, '']]],
    ['is about a POST with the place in the query', { style: 'page', items: '$' }, { method: 'POST' }, [[invalid, '']]],
    ['is about a POST with the place in the body', { style: 'page', items: '$', in: 'body' }, { method: 'POST' }, []],
    ['puts the place into the body of a GET', { style: 'page', items: '$', in: 'body' }, {}, [[invalid, '/in']]],
    ['puts an address into a body', { style: 'link-header', items: '$', in: 'body' }, { method: 'POST' }, [[invalid, '/in']]],
    ['has cursors from nowhere', { style: 'cursor', items: '$' }, {}, [[invalid, '']]],
    ['has addresses from nowhere', { style: 'next-url', items: '$' }, {}, [[invalid, '']]],
    ['has a next that nobody reads', { style: 'page', items: '$', next: '$.n' }, {}, [[invalid, '/next']]],
    ['has ids for nothing', { style: 'last-id', items: '$' }, {}, [[invalid, '']]],
    [
      'drives a constant',
      { style: 'page', items: '$', parameter: 'p' },
      { inputParameters: [{ name: 'p', in: 'query', value: 1 }] },
      [[invalid, '/parameter']],
    ],
    [
      'shows a constant of an address',
      { style: 'link-header', items: '$', parameter: 'p' },
      { inputParameters: [{ name: 'p', in: 'query', value: '{{SECRET}}' }] },
      [[invalid, '/parameter']],
    ],
    [
      'drives the credential',
      { style: 'page', items: '$', size: 5, parameter: 'key', sizeParameter: 'key2' },
      {},
      [[invalid, '/parameter']],
    ],
    ['drives what the path writes out', { style: 'page', items: '$' }, { path: '/items?page=1' }, [[invalid, '/parameter']]],
    ['has one parameter for two things', { style: 'page', items: '$', size: 5, sizeParameter: 'page' }, {}, [[invalid, '/sizeParameter']]],
    ['asks for no size', { style: 'page', items: '$', sizeParameter: 'limit' }, {}, [[invalid, '/sizeParameter']]],
    ['knows a size and does not say it', { style: 'cursor', items: '$', next: '$.n', size: 5 }, {}, [[invalid, '/size']]],
    ['exposes an address', { style: 'link-header', items: '$', expose: true }, {}, [[invalid, '/expose']]],
    ['starts a cursor at a number', { style: 'cursor', items: '$', next: '$.n', start: 1 }, {}, [[invalid, '/start']]],
    ['stops at short pages of no size', { style: 'page', items: '$', stopOnShort: true }, {}, [[invalid, '/stopOnShort']]],
    [
      'stops at short pages that say what comes next',
      { style: 'cursor', items: '$', next: '$.n', stopOnShort: true, size: 5, sizeParameter: 'n' },
      {},
      [[invalid, '/stopOnShort']],
    ],
    [
      'has too many pages',
      { style: 'page', items: '$', maxPages: 100_000 },
      {},
      [
        ['NAFTIKO_WRONG_FORM', '/maxPages'],
        [invalid, '/maxPages'],
      ],
    ],
    ['has no size of bytes', { style: 'page', items: '$', maxBytes: 'much' }, {}, [[invalid, '/maxBytes']]],
    ['has too many bytes', { style: 'page', items: '$', maxBytes: '5GiB' }, {}, [[invalid, '/maxBytes']]],
    ['takes too long', { style: 'page', items: '$', maxTime: '2h' }, {}, [[invalid, '/maxTime']]],
    ['waits too long', { style: 'page', items: '$', delay: '2m' }, {}, [[invalid, '/delay']]],
    [
      'has an expression that cannot be read',
      { style: 'page', items: '$.a[', until: '((' },
      {},
      [
        ['NAFTIKO_EXPRESSION_SYNTAX', '/items'],
        ['NAFTIKO_EXPRESSION_SYNTAX', '/until'],
      ],
    ],
  ])('%s is told so at its place', async (_, pagination, rest, expected) => {
    const found = await problemsOf(pagination, rest)
    const known = found.map(({ code, at }) => [code, at.replace(/\/0\/mapping$/, '')])
    expect(known).toEqual(expect.arrayContaining(expected.map((one) => [...one])))
    expect(known).toHaveLength(expected.length)
    expect(found.filter(({ code, hint }) => code === invalid && hint === undefined)).toEqual([])
  })
})
