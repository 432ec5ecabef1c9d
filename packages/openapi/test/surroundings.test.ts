import type { JsonObject } from '@naftiko/plugin-api'
import { describe, expect, it } from 'vitest'
import { imported, openapi, operation } from './imported.ts'

const secured = (schemes: JsonObject, security?: readonly JsonObject[]): JsonObject =>
  operation({}, '/pets', 'get', { components: { securitySchemes: schemes }, ...(security === undefined ? {} : { security }) })

const BEARER = { type: 'http', scheme: 'bearer' }
const BASIC = { type: 'http', scheme: 'basic' }
const key = (name: string, place: string): JsonObject => ({ type: 'apiKey', name, in: place })
const CLIENT = { type: 'oauth2', flows: { clientCredentials: { tokenUrl: 'https://id.example/token', scopes: { read: '' } } } }
const PERSON = {
  type: 'oauth2',
  flows: { authorizationCode: { authorizationUrl: 'https://id.example', tokenUrl: 'https://id.example/token', scopes: {} } },
}

describe('the credential', () => {
  it.each<[string, JsonObject, JsonObject, readonly string[]]>([
    ['a bearer token', secured({ a: BEARER }, [{ a: [] }]), { type: 'bearer', token: '{{PETS_TOKEN}}' }, ['PETS_TOKEN']],
    [
      'a name and a password',
      secured({ a: BASIC }, [{ a: [] }]),
      { type: 'basic', username: '{{PETS_USERNAME}}', password: '{{PETS_PASSWORD}}' },
      ['PETS_USERNAME', 'PETS_PASSWORD'],
    ],
    [
      'a key in a header',
      secured({ a: key('X-Key', 'header') }, [{ a: [] }]),
      { type: 'apikey', key: 'X-Key', value: '{{PETS_API_KEY}}', placement: 'header' },
      ['PETS_API_KEY'],
    ],
    [
      'a key in the query',
      secured({ a: key('k', 'query') }, [{ a: [] }]),
      { type: 'apikey', key: 'k', value: '{{PETS_API_KEY}}', placement: 'query' },
      ['PETS_API_KEY'],
    ],
    [
      'a key in a cookie',
      secured({ a: key('k', 'cookie') }, [{ a: [] }]),
      { type: 'apikey', key: 'k', value: '{{PETS_API_KEY}}', placement: 'cookie' },
      ['PETS_API_KEY'],
    ],
    [
      'two keys at once',
      secured({ a: key('X-A', 'header'), b: key('X-B', 'header') }, [{ a: [], b: [] }]),
      { type: 'apikey', key: 'X-A', value: '{{PETS_A}}', placement: 'header' },
      ['PETS_A', 'PETS_B'],
    ],
    [
      'a token that the engine gets for itself',
      secured({ a: CLIENT }, [{ a: ['read'] }]),
      {
        type: 'oauth2',
        grantType: 'client_credentials',
        tokenUri: 'https://id.example/token',
        clientId: '{{PETS_CLIENT_ID}}',
        clientSecret: '{{PETS_CLIENT_SECRET}}',
        scopes: ['read'],
      },
      ['PETS_CLIENT_ID', 'PETS_CLIENT_SECRET'],
    ],
    ['a token that a person got', secured({ a: PERSON }, [{ a: [] }]), { type: 'bearer', token: '{{PETS_TOKEN}}' }, ['PETS_TOKEN']],
    [
      'the first alternative',
      secured({ a: BASIC, b: BEARER }, [{ b: [] }, { a: [] }]),
      { type: 'bearer', token: '{{PETS_TOKEN}}' },
      ['PETS_TOKEN'],
    ],
    ['an alternative to none at all', secured({ a: BEARER }, [{}, { a: [] }]), { type: 'bearer', token: '{{PETS_TOKEN}}' }, ['PETS_TOKEN']],
    [
      'an alternative to what cannot be done',
      secured({ a: { type: 'mutualTLS' }, b: BEARER }, [{ a: [] }, { b: [] }]),
      { type: 'bearer', token: '{{PETS_TOKEN}}' },
      ['PETS_TOKEN'],
    ],
    ['a scheme that is declared and never asked for', secured({ a: BEARER }), { type: 'bearer', token: '{{PETS_TOKEN}}' }, ['PETS_TOKEN']],
  ])('is %s', async (_, document, authentication, variables) => {
    const { consumes, binds, report } = await imported(document)
    expect(report.diagnostics).toEqual([])
    expect(consumes[0]!['authentication']).toEqual(authentication)
    expect(binds).toEqual([{ namespace: 'env', keys: Object.fromEntries(variables.map((name) => [name, name])) }])
  })

  it('is none where none is declared', async () => {
    const { consumes, binds } = await imported(operation({}))
    expect([consumes[0]!['authentication'], binds]).toEqual([undefined, undefined])
  })

  it('may be described as a parameter, and is no business of callers then', async () => {
    const { consumes, exposes, report } = await imported(
      operation({ parameters: [{ name: 'Authorization', in: 'header', required: true, schema: { type: 'string' } }] }),
    )
    expect(report.diagnostics).toEqual([])
    expect(consumes[0]!['authentication']).toMatchObject({ type: 'apikey', key: 'Authorization', value: '{{PETS_AUTHORIZATION}}' })
    expect(JSON.stringify(exposes)).not.toContain('Authorization')
  })

  it('that only some operations ask for makes an API of its own', async () => {
    const schemes = { user: BEARER, admin: key('X-Admin', 'header') }
    const paths = {
      '/a': { get: { operationId: 'a', responses: {} } },
      '/b': { get: { operationId: 'b', responses: {}, security: [] } },
      '/keys': { get: { operationId: 'keys', responses: {}, security: [{ admin: [] }] } },
    }
    const { consumes, report } = await imported(openapi(paths, { security: [{ user: [] }], components: { securitySchemes: schemes } }))
    expect(report.diagnostics).toEqual([])
    expect(consumes.map(({ namespace }) => namespace)).toEqual(['pets', 'pets-admin'])
    expect(JSON.stringify(consumes[0])).toContain('"path":"/b"')
  })

  it('that cannot be presented is told', async () => {
    expect((await imported(secured({ a: { type: 'mutualTLS' } }, [{ a: [] }]))).warnings).toEqual([
      'the security scheme a cannot be presented; see "authentication" of the consumed API',
    ])
  })
})

describe('the address', () => {
  const served = (servers: readonly JsonObject[]): JsonObject => operation({}, '/pets', 'get', { servers })

  it.each<[string, JsonObject, string]>([
    ['as it is', served([{ url: 'https://a.example/v1/' }]), 'https://a.example/v1'],
    ['the first of several', served([{ url: 'https://a.example' }, { url: 'https://b.example' }]), 'https://a.example'],
    ['without a scheme', served([{ url: '//a.example/v1' }]), 'https://a.example/v1'],
    ['that is relative, and nothing else is known', served([{ url: '/v1' }]), 'https://api.example.com/v1'],
  ])('is %s', async (_, document, baseUri) => {
    const { consumes, report } = await imported(document)
    expect([consumes[0]!['baseUri'], report.diagnostics]).toEqual([baseUri, []])
  })

  it('is relative to where the document was got from', async () => {
    const { consumes } = await imported(served([{ url: '../v1' }]), { source: 'https://a.example/docs/openapi.json' })
    expect(consumes[0]!['baseUri']).toBe('https://a.example/v1')
  })

  it('keeps its variables, with their defaults, in one place', async () => {
    const variables = { shop: { default: 'my-shop', description: 'Name of the shop' }, version: { default: 'v1', enum: ['v1', 'v2'] } }
    const { consumes, report } = await imported(served([{ url: 'https://{shop}.example/{version}', variables }]))
    expect(report.diagnostics).toEqual([])
    expect(consumes[0]).toMatchObject({
      baseUri: 'https://{shop}.example/{version}',
      inputParameters: [
        { name: 'shop', in: 'path', value: 'my-shop', description: 'Name of the shop' },
        { name: 'version', in: 'path', value: 'v1', description: 'One of: v1, v2.' },
      ],
    })
  })

  it('of one path may be another', async () => {
    const paths = {
      '/a': { get: { operationId: 'a', responses: {} } },
      '/b': { get: { operationId: 'b', responses: {} } },
      '/upload': { servers: [{ url: 'https://files.example' }], put: { operationId: 'upload', responses: {} } },
    }
    const { consumes } = await imported(openapi(paths))
    expect(consumes.map(({ namespace, baseUri }) => [namespace, baseUri])).toEqual([
      ['pets', 'https://pets.example/v1'],
      ['pets-files', 'https://files.example'],
    ])
  })
})

describe('what is exposed', () => {
  const paths = {
    '/pets/{id}': {
      get: { operationId: 'getPet', summary: 'One pet', description: 'All of it.', responses: {} },
      put: { operationId: 'putPet', responses: {} },
      delete: { operationId: 'deletePet', responses: {} },
      head: { operationId: 'headPet', responses: {} },
      options: { operationId: 'optionsPet', responses: {} },
    },
    '/pets/{name}': { get: { operationId: 'getPetByName', responses: {} } },
    '/chat.delete': { post: { operationId: 'chat_delete', responses: {} } },
    '/list?all=true': { get: { operationId: 'listAll', responses: {} } },
  }

  it('is nothing unless it is asked for, and then is valid all the same', async () => {
    const { exposes, report } = await imported(openapi(paths), {})
    expect([exposes, report.diagnostics.filter(({ severity }) => severity !== 'hint')]).toEqual([[], []])
  })

  it('has one route for each operation, even where two paths look the same', async () => {
    const { exposes, report } = await imported(openapi(paths), { expose: ['rest'] })
    expect(report.diagnostics.filter(({ severity }) => severity !== 'hint')).toEqual([])
    const routes = (exposes[0]!['resources'] as readonly JsonObject[]).flatMap((resource) =>
      (resource['operations'] as readonly JsonObject[]).map(({ method }) => `${method as string} ${resource['path'] as string}`),
    )
    expect(routes).toEqual([
      'GET /pets/{id}',
      'PUT /pets/{id}',
      'DELETE /pets/{id}',
      'HEAD /pets/{id}',
      'GET /get-pet-by-name/{name}',
      'POST /chat.delete',
      'GET /list-all',
    ])
  })

  it('has no slash at the end of a route, which answers with and without it; the API gets its own', async () => {
    const slashes = openapi({
      '/': { get: { operationId: 'root', responses: {} } },
      '/owners/': { get: { operationId: 'listOwners', responses: {} } },
      '/owners': { get: { operationId: 'oldOwners', responses: {} } },
    })
    const { consumes, exposes, report } = await imported(slashes)
    expect(report.diagnostics).toEqual([])
    const pathsOf = (entry: JsonObject): unknown => (entry['resources'] as readonly JsonObject[]).map(({ path }) => path)
    expect(pathsOf(exposes[0]!)).toEqual(['/', '/owners', '/old-owners'])
    expect(pathsOf(consumes[0]!)).toEqual(['/', '/owners/', '/owners'])
  })

  it('has tools that say what they do to the world', async () => {
    const { exposes } = await imported(openapi(paths), { expose: ['mcp'] })
    const tools = exposes[0]!['tools'] as readonly JsonObject[]
    expect(tools.map(({ name, hints }) => [name, hints])).toEqual([
      ['get-pet', { readOnly: true, idempotent: true, openWorld: true }],
      ['put-pet', { readOnly: false, destructive: true, idempotent: true, openWorld: true }],
      ['delete-pet', { readOnly: false, destructive: true, idempotent: true, openWorld: true }],
      ['get-pet-by-name', { readOnly: true, idempotent: true, openWorld: true }],
      ['chat-delete', { readOnly: false, destructive: true, idempotent: false, openWorld: true }],
      ['list-all', { readOnly: true, idempotent: true, openWorld: true }],
    ])
    expect(tools[0]).toMatchObject({ label: 'One pet', description: 'One pet. All of it.', call: 'pets.get-pet', with: { id: 'tools.id' } })
  })

  it('has tool names that every client takes', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`/${'very-long-segment/'.repeat(8)}${index}`, { get: { responses: {} } }]),
    )
    const { exposes, report } = await imported(openapi(many), { expose: ['mcp'] })
    const names = (exposes[0]!['tools'] as readonly JsonObject[]).map(({ name }) => String(name))
    expect(report.diagnostics).toEqual([])
    expect(new Set(names).size).toBe(12)
    for (const name of names) expect(name).toMatch(/^[a-z0-9-]{1,64}$/)
  })
})
