import type { JsonObject } from '@naftiko/plugin-api'
import { describe, expect, it } from 'vitest'
import { consumedInputs, consumedOperation, imported, openapi, operation } from './imported.ts'

const inputOf = async (parameter: JsonObject, path = '/pets'): Promise<JsonObject> =>
  (await consumedInputs(operation({ parameters: [parameter] }, path)))[0]!

describe('a parameter becomes an input', () => {
  it.each<[string, JsonObject, JsonObject]>([
    ['of the query', { name: 'page', in: 'query', schema: { type: 'integer' } }, { name: 'page', in: 'query', type: 'integer' }],
    [
      'that is required',
      { name: 'q', in: 'query', required: true, schema: { type: 'string' } },
      { name: 'q', in: 'query', type: 'string', required: true },
    ],
    ['of a header', { name: 'X-Tenant', in: 'header', schema: { type: 'string' } }, { name: 'X-Tenant', in: 'header', type: 'string' }],
    ['of a cookie', { name: 'session', in: 'cookie', schema: { type: 'string' } }, { name: 'session', in: 'cookie', type: 'string' }],
    [
      'with a description',
      { name: 'q', in: 'query', description: 'What', schema: { type: 'string' } },
      { name: 'q', in: 'query', type: 'string', description: 'What' },
    ],
    [
      'with its values',
      { name: 's', in: 'query', schema: { type: 'string', enum: ['a', 'b', 'a'] } },
      { name: 's', in: 'query', type: 'string', enum: ['a', 'b'] },
    ],
    [
      'whose values YAML misread',
      { name: 's', in: 'query', schema: { type: 'string', enum: [1.5, true] } },
      { name: 's', in: 'query', type: 'string', enum: ['1.5', 'true'] },
    ],
    [
      'with bounds, told in words',
      { name: 'n', in: 'query', description: 'How many', schema: { type: 'integer', minimum: 1, maximum: 9, default: 3 } },
      { name: 'n', in: 'query', type: 'integer', description: 'How many. From 1 to 9. Default: 3.' },
    ],
    [
      'that has a default although it is required',
      { name: 'n', in: 'query', required: true, schema: { type: 'integer', default: 3 } },
      { name: 'n', in: 'query', type: 'integer', default: 3, required: true },
    ],
    ['that may be null', { name: 'q', in: 'query', schema: { type: ['string', 'null'] } }, { name: 'q', in: 'query', type: 'string' }],
    [
      'of several types',
      { name: 'q', in: 'query', schema: { oneOf: [{ type: 'string' }, { type: 'integer' }] } },
      { name: 'q', in: 'query', type: 'json', description: 'One of: string, integer.' },
    ],
    [
      'with a pattern',
      { name: 'q', in: 'query', schema: { type: 'string', pattern: '^a+$' } },
      { name: 'q', in: 'query', type: 'string', pattern: '^a+$' },
    ],
    [
      'with a pattern of another language',
      { name: 'q', in: 'query', schema: { type: 'string', pattern: '(?i)a[' } },
      { name: 'q', in: 'query', type: 'string' },
    ],
    [
      'that is a list',
      { name: 'ids', in: 'query', schema: { type: 'array', items: { type: 'integer' } } },
      { name: 'ids', in: 'query', type: 'array', items: { type: 'integer' } },
    ],
    [
      'that is a list in one parameter',
      { name: 'ids', in: 'query', explode: false, schema: { type: 'array', items: { type: 'integer' } } },
      { name: 'ids', in: 'query', type: 'array', items: { type: 'integer' }, style: 'form', explode: false },
    ],
    [
      'that is a deep object',
      {
        name: 'filter',
        in: 'query',
        style: 'deepObject',
        explode: true,
        schema: { type: 'object', required: ['a'], properties: { a: { type: 'string' } } },
      },
      { name: 'filter', in: 'query', type: 'object', properties: { a: { type: 'string', required: true } }, style: 'deepObject' },
    ],
    [
      'that is written as JSON',
      {
        name: 'where',
        in: 'query',
        content: { 'application/json': { schema: { type: 'object', properties: { a: { type: 'string' } } } } },
      },
      { name: 'where', in: 'query', type: 'object', properties: { a: { type: 'string' } }, style: 'json' },
    ],
    ['without a schema', { name: 'q', in: 'query' }, { name: 'q', in: 'query', type: 'json' }],
  ])('%s', async (_, parameter, expected) => {
    expect(await inputOf(parameter)).toEqual(expected)
  })

  it('of the path, declared or not', async () => {
    expect(
      await consumedInputs(
        operation({ parameters: [{ name: 'a', in: 'path', required: true, schema: { type: 'integer' } }] }, '/x/{a}/{b}'),
      ),
    ).toEqual([
      { name: 'b', in: 'path', type: 'string', required: true },
      { name: 'a', in: 'path', type: 'integer', required: true },
    ])
  })

  it('that all operations of a path share, unless they declare it anew', async () => {
    const shared = [{ name: 'a', in: 'query', schema: { type: 'string' } }, { $ref: '#/components/parameters/B' }]
    const own = [{ name: 'a', in: 'query', schema: { type: 'integer' } }]
    const document = openapi(
      { '/pets': { parameters: shared, get: { parameters: own, responses: {} } } },
      { components: { parameters: { B: { name: 'b', in: 'header', schema: { type: 'string' } } } } },
    )
    expect(await consumedInputs(document)).toEqual([
      { name: 'a', in: 'query', type: 'integer' },
      { name: 'b', in: 'header', type: 'string' },
    ])
  })

  it('that has one possible value is a constant, and nobody is asked for it', async () => {
    const parameters = [{ name: 'Api-Version', in: 'header', required: true, schema: { type: 'string', enum: ['2024-01-01'] } }]
    const { consumes, exposes } = await imported(operation({ parameters }))
    expect(JSON.stringify(consumes)).toContain('{"name":"Api-Version","in":"header","value":"2024-01-01"}')
    expect(JSON.stringify(exposes)).not.toContain('Api-Version')
  })

  it('of the path gives way to a namesake elsewhere', async () => {
    const parameters = [
      { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
      { name: 'id', in: 'query', schema: { type: 'string' } },
    ]
    const { consumes, report } = await imported(operation({ parameters }, '/pets/{id}'))
    expect(report.diagnostics).toEqual([])
    expect(consumes[0]!['resources']).toMatchObject([{ path: '/pets/{path-id}' }])
  })

  it.each([
    ['label', '/pets/.{id}'],
    ['matrix', '/pets/;id={id}'],
  ])('of the path in the style %s has its mark in the path', async (style, path) => {
    const { consumes } = await imported(
      operation({ parameters: [{ name: 'id', in: 'path', required: true, style, schema: { type: 'string' } }] }, '/pets/{id}'),
    )
    expect(consumes[0]!['resources']).toMatchObject([{ path }])
  })

  it('is left out where the connection decides', async () => {
    const headers = ['Accept', 'Content-Type', 'Host', 'Content-Length', 'bad name'].map((name) => ({
      name,
      in: 'header',
      schema: { type: 'string' },
    }))
    expect(await consumedOperation(operation({ parameters: headers }))).not.toHaveProperty('inputParameters')
  })
})
