import type { JsonObject } from '@naftiko/plugin-api'
import { describe, expect, it } from 'vitest'
import { consumedInputs, consumedOperation, imported, openapi, operation } from './imported.ts'

const PET = { type: 'object', required: ['name'], properties: { id: { type: 'integer', readOnly: true }, name: { type: 'string' } } }
const NAMED = { name: { type: 'string', required: true } }
const withBody = (content: JsonObject, more: JsonObject = {}): JsonObject => operation({ requestBody: { content } }, '/pets', 'post', more)
const json = (schema: JsonObject, components: JsonObject = {}): JsonObject =>
  withBody({ 'application/json': { schema } }, { components: { schemas: components } })

describe('a JSON body becomes one input', () => {
  it.each<[string, JsonObject, JsonObject]>([
    ['with its members, without those that only the API writes', json(PET), { type: 'object', properties: NAMED }],
    ['behind a reference', json({ $ref: '#/components/schemas/Pet' }, { Pet: PET }), { type: 'object', properties: NAMED }],
    [
      'put together by allOf',
      json(
        { allOf: [{ $ref: '#/components/schemas/Pet' }, { properties: { age: { type: 'integer' } }, required: ['age'] }] },
        { Pet: PET },
      ),
      { type: 'object', properties: { ...NAMED, age: { type: 'integer', required: true } } },
    ],
    [
      'that is one of several objects',
      json({
        oneOf: [
          { type: 'object', required: ['a'], properties: { a: { type: 'string' } } },
          { type: 'object', properties: { b: { type: 'string' } } },
        ],
      }),
      { type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' } }, description: 'One of: object, array.' },
    ],
    ['that is a list', json({ type: 'array', items: PET }), { type: 'array', items: { type: 'object', properties: NAMED } }],
    ['that may be null', json({ anyOf: [PET, { type: 'null' }] }), { type: 'object', properties: NAMED }],
    ['of any kind', json({}), { type: 'json' }],
  ])('%s', async (_, document, expected) => {
    const [input] = await consumedInputs(document)
    const { description: _description, ...shape } = expected
    expect(input).toMatchObject({ name: 'body', in: 'body', ...shape })
    expect(input!['properties']).toEqual(expected['properties'])
  })

  it('that ends where it would go round in a circle', async () => {
    const Node = {
      type: 'object',
      properties: { name: { type: 'string' }, children: { type: 'array', items: { $ref: '#/components/schemas/Node' } } },
    }
    const [input] = await consumedInputs(json({ $ref: '#/components/schemas/Node' }, { Node }))
    expect(input!['properties']).toEqual({ name: { type: 'string' }, children: { type: 'array', items: {} } })
  })

  it('of a bounded size, however much a document repeats itself', async () => {
    const schemas = Object.fromEntries(
      Array.from({ length: 30 }, (_, level) => [
        `L${level}`,
        {
          type: 'object',
          properties: Object.fromEntries(['a', 'b', 'c'].map((name) => [name, { $ref: `#/components/schemas/L${level + 1}` }])),
        },
      ]),
    )
    const { text } = await imported(json({ $ref: '#/components/schemas/L0' }, schemas))
    expect(text.length).toBeLessThan(300_000)
  })

  it('under another name where that one is taken', async () => {
    const parameters = [{ name: 'body', in: 'query', schema: { type: 'string' } }]
    const document = operation({ parameters, requestBody: { content: { 'application/json': { schema: PET } } } }, '/pets', 'post')
    expect((await consumedInputs(document)).map(({ name }) => name)).toEqual(['body', 'payload'])
  })
})

describe('other bodies', () => {
  const FORM = { type: 'object', required: ['a'], properties: { a: { type: 'string' }, b: { type: 'integer' } } }

  it.each([
    ['application/x-www-form-urlencoded', 'formUrlEncoded'],
    ['multipart/form-data', 'multipartForm'],
  ])('%s: an input for each field', async (mediaType, type) => {
    expect(await consumedOperation(withBody({ [mediaType]: { schema: FORM } }))).toMatchObject({
      body: { type },
      inputParameters: [
        { name: 'a', in: 'body', type: 'string', required: true },
        { name: 'b', in: 'body', type: 'integer' },
      ],
    })
  })

  it.each(['text/csv', 'application/xml', 'application/vnd.api+json', 'image/png'])('%s is sent as such', async (mediaType) => {
    expect(await consumedOperation(withBody({ [mediaType]: { schema: { type: 'string' } } }))).toMatchObject({
      body: { type: mediaType },
      inputParameters: [{ name: 'body' }],
    })
  })

  it('JSON is preferred to anything else', async () => {
    const content = { 'multipart/form-data': { schema: FORM }, 'application/json; charset=utf-8': { schema: FORM } }
    expect(await consumedInputs(withBody(content))).toMatchObject([{ name: 'body', type: 'object' }])
  })

  it('none is sent where none is described', async () => {
    expect(await consumedOperation(openapi({ '/run': { post: { responses: {} } } }))).toMatchObject({ body: { type: 'none' } })
  })
})
