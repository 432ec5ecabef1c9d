import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { JsonObject } from '@naftiko/plugin-api'
import { json, text, upstream } from '@naftiko/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { importOpenApi } from '../src/index.ts'
import { consumedOperation, imported, operation } from './imported.ts'

async function folderWith(files: Readonly<Record<string, JsonObject>>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'naftiko-openapi-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), JSON.stringify(content))
  return folder
}

describe('a document', () => {
  it.each([
    ['JSON', JSON.stringify(operation({}))],
    ['JSON with a mark at its beginning', `\uFEFF${JSON.stringify(operation({}))}`],
    ['YAML', 'openapi: 3.0.3\ninfo: { title: Pets }\npaths: { /pets: { get: { operationId: op } } }'],
    [
      'YAML with a key that occurs twice',
      'openapi: 3.0.3\nopenapi: 3.0.3\ninfo: { title: Pets }\npaths: { /pets: { get: { operationId: op } } }',
    ],
  ])('is read as %s', async (_, document) => {
    expect(await importOpenApi(document)).toMatchObject({ namespace: 'pets', operations: 1 })
  })

  it.each([
    ['what is neither JSON nor YAML', 'a: [1', /neither JSON nor YAML/],
    ['a text', 'hello', /no OpenAPI document/],
    ['something else', 'a: 1', /neither an "openapi" nor a "swagger" key/],
    ['a version that is too old', 'swagger: "1.2"', /version 1.2/],
    ['one without operations', 'openapi: 3.1.0\npaths: {}', /describes no operations/],
  ])('is refused when it is %s', async (_, document, message) => {
    await expect(importOpenApi(document)).rejects.toMatchObject({
      code: 'NAFTIKO_OPENAPI_UNREADABLE',
      message: expect.stringMatching(message),
    })
  })

  it('begins with what editors need', async () => {
    expect((await imported(operation({}))).text).toMatch(
      /^# yaml-language-server: \$schema=\.\/naftiko\.schema\.json\nnaftiko: 1\.0\.0-alpha2\n/,
    )
  })
})

describe('references to elsewhere', () => {
  const pet = { type: 'object', properties: { name: { type: 'string' } } }
  const referring = (reference: string): JsonObject =>
    operation({ requestBody: { content: { 'application/json': { schema: { $ref: reference } } } } }, '/pets', 'post')

  it('lead to files beside a file', async () => {
    const folder = await folderWith({ 'pet.json': { Pet: pet } })
    const { text: capability } = await importOpenApi(referring('./pet.json#/Pet'), { source: path.join(folder, 'openapi.json') })
    expect(capability).toContain('name:\n              type: string')
  })

  it('lead nowhere from a text alone', async () => {
    await expect(importOpenApi(referring('./pet.json#/Pet'))).rejects.toThrow(/it is not known where they are/)
  })

  it('never lead from a file into the network', async () => {
    await using api = await upstream({ 'GET /pet.json': json({ Pet: pet }) })
    const folder = await folderWith({})
    await expect(importOpenApi(referring(`${api.url}/pet.json#/Pet`), { source: path.join(folder, 'openapi.json') })).rejects.toThrow(
      /cannot be read/,
    )
    expect(api.requests).toEqual([])
  })

  it('lead from an address to its own origin, and to no other and no file', async () => {
    await using other = await upstream({ 'GET /pet.json': json({ Pet: pet }) })
    await using api = await upstream({ 'GET /pet.json': json({ Pet: pet }) })
    const source = `${api.url}/openapi.json`
    expect((await importOpenApi(referring('pet.json#/Pet'), { source })).text).toContain('name:\n              type: string')
    await expect(importOpenApi(referring(`${other.url}/pet.json#/Pet`), { source })).rejects.toThrow(/cannot be read/)
    await expect(importOpenApi(referring('file:///etc/hostname'), { source })).rejects.toThrow(/cannot be read/)
    expect(other.requests).toEqual([])
  })

  it('do not matter where other tools keep them', async () => {
    const document = { ...operation({}), 'x-policy': { $ref: '../policies.yaml' } }
    expect((await importOpenApi(document)).operations).toBe(1)
  })

  it('are followed to the end of a redirect by nobody', async () => {
    await using other = await upstream({ 'GET /pet.json': json({ Pet: pet }) })
    await using api = await upstream({ 'GET /pet.json': text('', { status: 302, headers: { location: `${other.url}/pet.json` } }) })
    await expect(importOpenApi(referring('pet.json#/Pet'), { source: `${api.url}/openapi.json` })).rejects.toThrow(/cannot be read/)
    expect(other.requests).toEqual([])
  })
})

describe('Swagger 2.0', () => {
  const swagger = (members: JsonObject, more: JsonObject = {}): JsonObject => ({
    swagger: '2.0',
    info: { title: 'Pets', version: '1' },
    host: 'pets.example',
    basePath: '/v1',
    schemes: ['http', 'https'],
    paths: { '/pets': { post: { operationId: 'op', responses: {}, ...members } } },
    ...more,
  })

  it('has its address put together, with https where it can be', async () => {
    const { consumes } = await imported(swagger({}))
    expect(consumes[0]!['baseUri']).toBe('https://pets.example/v1')
  })

  it.each<[string, JsonObject, JsonObject]>([
    [
      'a body',
      swagger({ parameters: [{ name: 'pet', in: 'body', schema: { type: 'object', properties: { a: { type: 'string' } } } }] }),
      { inputParameters: [{ name: 'body', properties: { a: { type: 'string' } } }] },
    ],
    [
      'a body behind a reference',
      swagger(
        { parameters: [{ $ref: '#/parameters/Pet' }] },
        {
          parameters: { Pet: { name: 'pet', in: 'body', schema: { $ref: '#/definitions/Pet' } } },
          definitions: { Pet: { type: 'object', properties: { a: { type: 'string' } } } },
        },
      ),
      { inputParameters: [{ name: 'body', properties: { a: { type: 'string' } } }] },
    ],
    [
      'a form',
      swagger({
        consumes: ['application/x-www-form-urlencoded'],
        parameters: [{ name: 'a', in: 'formData', type: 'string', required: true }],
      }),
      { body: { type: 'formUrlEncoded' }, inputParameters: [{ name: 'a', in: 'body', required: true }] },
    ],
    [
      'a file',
      swagger({ consumes: ['multipart/form-data'], parameters: [{ name: 'a', in: 'formData', type: 'file' }] }),
      { body: { type: 'multipartForm' }, inputParameters: [{ name: 'a', in: 'body', type: 'string' }] },
    ],
    [
      'a list',
      swagger({ parameters: [{ name: 'ids', in: 'query', type: 'array', items: { type: 'integer' }, collectionFormat: 'pipes' }] }),
      { inputParameters: [{ name: 'ids', type: 'array', style: 'pipeDelimited' }] },
    ],
    [
      'a list that repeats its name',
      swagger({ parameters: [{ name: 'ids', in: 'query', type: 'array', items: { type: 'integer' }, collectionFormat: 'multi' }] }),
      { inputParameters: [{ name: 'ids', type: 'array', items: { type: 'integer' } }] },
    ],
  ])('has %s', async (_, document, expected) => {
    expect(await consumedOperation(document)).toMatchObject(expected)
  })

  it.each<[string, JsonObject, string]>([
    ['basic', { type: 'basic' }, 'basic'],
    ['a key', { type: 'apiKey', name: 'k', in: 'header' }, 'apikey'],
    ['OAuth of an application', { type: 'oauth2', flow: 'application', tokenUrl: 'https://id.example/token', scopes: {} }, 'oauth2'],
  ])('has the credential %s', async (_, scheme, type) => {
    const { consumes, report } = await imported(swagger({}, { securityDefinitions: { a: scheme }, security: [{ a: [] }] }))
    expect([consumes[0]!['authentication'], report.diagnostics]).toEqual([expect.objectContaining({ type }), []])
  })

  it('has answers with a shape', async () => {
    const responses = { 200: { description: 'ok', schema: { type: 'array', items: { $ref: '#/definitions/Pet' } } } }
    const document = swagger(
      { responses, produces: ['application/json'] },
      { definitions: { Pet: { type: 'object', properties: { a: { type: 'string' } } } } },
    )
    expect(await consumedOperation(document)).toMatchObject({
      outputRawFormat: 'json',
      outputSchema: { type: 'array', items: { properties: { a: { type: 'string' } } } },
    })
  })
})

describe('answers', () => {
  const answering = (responses: JsonObject): JsonObject => operation({ responses })
  it.each<[string, JsonObject, JsonObject | undefined]>([
    [
      'JSON',
      {
        200: {
          description: 'A pet',
          content: {
            'application/json': {
              schema: { type: 'object', properties: { a: { type: 'string', writeOnly: true }, b: { type: 'integer' } } },
            },
          },
        },
      },
      { type: 'object', properties: { b: { type: 'integer' } } },
    ],
    ['JSON of another name', { 201: { content: { 'application/hal+json': { schema: { type: 'array' } } } } }, { type: 'array', items: {} }],
    ['the default', { default: { content: { 'application/json': { schema: { type: 'string' } } } } }, { type: 'string' }],
    ['text', { 200: { content: { 'text/plain': {} } } }, undefined],
    ['nothing', { 204: { description: 'done' } }, undefined],
  ])('that are %s', async (_, responses, schema) => {
    expect((await consumedOperation(answering(responses)))['outputSchema']).toEqual(schema)
  })
})
