import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { createEngine } from '@naftiko/core'
import type { JsonObject } from '@naftiko/plugin-api'
import { type HttpConsumesEntry, httpConsumer } from '../src/index.ts'
import { apiFor, operation } from './api.ts'

async function shapeOf(path: string, rest: JsonObject = {}, entry: JsonObject = {}): Promise<{ payload: string; parameters: string[] }> {
  await using api = await apiFor({ ...operation(path, rest), ...entry }, { variables: { KEY: 'v' } })
  const { payload, parameters } = api.shape
  return { payload, parameters: parameters.map(({ name, required, in: place }) => `${name}${required ? '!' : ''} ${place ?? '-'}`) }
}

describe('what a caller can give', () => {
  it.each<[string, string, JsonObject, string[]]>([
    ['variables of the path, declared or not', '/x/{a}/{b}', { inputParameters: [{ name: 'a', in: 'path' }] }, ['a! path', 'b! path']],
    [
      'what is declared, as it is declared',
      '/x',
      {
        inputParameters: [
          { name: 'q', in: 'query', required: true },
          { name: 'h', in: 'header' },
        ],
      },
      ['q! query', 'h header'],
    ],
    [
      'no constant',
      '/x/{v}',
      {
        inputParameters: [
          { name: 'v', in: 'path', value: 1 },
          { name: 'k', in: 'query', value: '{{KEY}}' },
        ],
      },
      [],
    ],
    ['no variable', '/x/{{KEY}}', { inputParameters: [{ name: 'KEY', in: 'environment' }] }, []],
    ['what constants refer to', '/x', { inputParameters: [{ name: 'q', in: 'query', value: 'isbn:{{isbn}}' }] }, ['isbn -']],
    ['nothing that the client itself sends', '/x', { inputParameters: [{ name: 'Host', in: 'header', required: true }] }, []],
    ['what has a default, if it likes', '/x/{v}', { inputParameters: [{ name: 'v', in: 'path', default: 1 }] }, ['v path']],
    ['an optional value for a query that is written out', '/x?k={k}', {}, ['k -']],
    [
      'members of the body',
      '/x',
      {
        method: 'POST',
        inputParameters: [
          { name: 'a', in: 'body', required: true },
          { name: 'b', in: 'body' },
        ],
      },
      ['a! body', 'b body'],
    ],
    [
      'what a body template refers to',
      '/x',
      { method: 'POST', body: { data: { a: '{{a}}', b: ['{{tools.b}}'], c: '{{user.name}}', k: '{{KEY}}' } } },
      ['a body', 'b body', 'user body'],
    ],
  ])('is %s', async (_, path, rest, expected) => {
    expect((await shapeOf(path, rest)).parameters).toEqual(expected)
  })

  it.each<[string, JsonObject, string]>([
    ['GET', {}, 'none'],
    ['HEAD', { body: { data: 1 } }, 'none'],
    ['POST', {}, 'opaque'],
    ['DELETE', {}, 'sent'],
    ['post', { body: { type: 'json' } }, 'opaque'],
    ['PUT', { inputParameters: [{ name: 'requestBody', in: 'body' }] }, 'opaque'],
  ])('as a body of %s %j is %s', async (method, rest, expected) => {
    await using api = await apiFor(operation('/x', { method, ...rest }))
    // A linked call that takes no body still looks for arguments in one, so this asks what happens to a body.
    const outcome = await api.host.invoke('api.op', { extra: 1 })
    expect(outcome.metadata.status).toBe(200)
    expect(api.seen[0]!.body).toBe(expected === 'opaque' ? '{"extra":1}' : '')
  })

  it('is described for clients', async () => {
    const inputParameters = [
      { name: 'tags', in: 'query', type: 'array', description: 'Words.' },
      { name: 'size', in: 'query', type: 'integer', enum: [1, 2], default: 1 },
      { name: 'any', in: 'query', type: 'json' },
      { name: 'filter', in: 'query', type: 'object', properties: [{ name: 'a', type: 'string' }] },
    ]
    await using api = await apiFor(operation('/x', { inputParameters }))
    expect(api.shape.parameters.map((parameter) => parameter.schema)).toEqual([
      { type: 'array', description: 'Words.', items: {} },
      { type: 'integer', enum: [1, 2], default: 1 },
      {},
      { type: 'object', properties: { a: { type: 'string' } } },
    ])
  })

  it.each([
    ['GET', { safe: true, idempotent: true, destructive: false }],
    ['POST', { safe: false, idempotent: false, destructive: false }],
    ['PUT', { safe: false, idempotent: true, destructive: false }],
    ['DELETE', { safe: false, idempotent: true, destructive: true }],
  ])('knows what %s does to the world', async (method, effects) => {
    await using api = await apiFor(operation('/x', { method, description: 'Does it.' }))
    expect(api.linked).toMatchObject({ effects, description: 'Does it.' })
  })
})

describe('a document', () => {
  const engine = createEngine({ plugins: [httpConsumer()] })

  async function diagnosticsOf(entry: JsonObject): Promise<readonly { code: string; pointer: string; severity: string }[]> {
    const consumes = [{ type: 'http', namespace: 'api', baseUri: 'http://127.0.0.1', ...entry }]
    const { diagnostics } = await engine.validate({ text: JSON.stringify({ naftiko: '1', capability: { consumes } }) })
    return diagnostics
  }

  it.each<[string, JsonObject, string, string]>([
    [
      'an operation without a name',
      { resources: [{ operations: [{ method: 'GET' }] }] },
      'NAFTIKO_OPERATION_UNNAMED',
      '/resources/0/operations/0',
    ],
    [
      'two operations of one name',
      { resources: [{ operations: [{ name: 'a' }, { name: 'a' }] }] },
      'NAFTIKO_OPERATION_NAMESAKE',
      '/resources/0/operations/1',
    ],
    ['a base address that is none', { baseUri: 'example.org' }, 'NAFTIKO_BASE_URI_UNUSABLE', '/baseUri'],
    [
      'an authentication that is not known',
      { authentication: { type: 'kerberos' } },
      'NAFTIKO_AUTHENTICATION_UNSUPPORTED',
      '/authentication',
    ],
    ['a duration that is none', { timeouts: { idle: '0s' } }, 'NAFTIKO_WRONG_FORM', '/timeouts/idle'],
    [
      'a header of the connection',
      operation('/x', { inputParameters: [{ name: 'Host', in: 'header' }] }),
      'NAFTIKO_HEADER_IGNORED',
      '/resources/0/operations/0/inputParameters/0/name',
    ],
    [
      'a header that cannot be',
      operation('/x', { inputParameters: [{ name: 'a b', in: 'header' }] }),
      'NAFTIKO_HEADER_IGNORED',
      '/resources/0/operations/0/inputParameters/0/name',
    ],
    ['a key that is not known', { baseURL: 'x' }, 'NAFTIKO_UNKNOWN_KEY', '/baseURL'],
  ])('with %s still loads, and says so', async (_, entry, code, pointer) => {
    const diagnostics = await diagnosticsOf(entry)
    expect(diagnostics).toContainEqual(expect.objectContaining({ code, severity: 'warning', pointer: `/capability/consumes/0${pointer}` }))
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  })

  it('that a developer types has the form that the schema wants', async () => {
    const entry = {
      type: 'http',
      namespace: 'api',
      baseUri: 'https://{{HOST}}/v1',
      authentication: { type: 'bearer', token: '{{TOKEN}}' },
      inputParameters: [{ name: 'X-A', in: 'header', value: '1' }],
      timeouts: { connect: 500, firstByte: '30s', idle: '15m', total: '1h' },
      connections: 8,
      resources: [
        {
          name: 'books',
          path: '/books/{isbn}',
          description: 'Books.',
          inputParameters: [{ name: 'isbn', in: 'path', type: 'string', required: true }],
          operations: [
            {
              name: 'change-book',
              label: 'Change a book',
              description: 'Changes a book.',
              method: 'PATCH',
              path: '/books/{isbn}/title',
              body: { type: 'json', data: { title: '{{title}}' } },
              outputRawFormat: 'json',
              outputSchema: 'x',
              outputParameters: [{ name: 'result', type: 'object', mapping: '$.' }],
            },
          ],
        },
      ],
    } satisfies HttpConsumesEntry
    const diagnostics = await diagnosticsOf(entry as JsonObject)
    expect(
      diagnostics
        .filter(({ pointer }) => pointer.startsWith('/capability/consumes'))
        .filter(({ code }) => code !== 'NAFTIKO_VARIABLE_UNBOUND'),
    ).toEqual([])
  })

  it('of the seed has nothing to complain about', async () => {
    const text = await readFile(new URL('../../../test/fixtures/openrouter-seed.yaml', import.meta.url), 'utf8')
    const { diagnostics } = await engine.validate({ text })
    expect(diagnostics.filter(({ pointer }) => pointer.startsWith('/capability/consumes'))).toEqual([])
  })
})
