import { describe, expect, it } from 'vitest'
import type { Invocation, JsonObject, Payload } from '@naftiko/plugin-api'
import { createEngine } from '../../src/index.ts'
import { tinyPlugins } from '../tiny-plugins.ts'

interface Case {
  /** Declared inputs and body use of the consumed operation. */
  readonly inputs?: readonly string[]
  readonly body?: 'none' | 'opaque' | 'json'
  /** The exposed side: `with`, `inputParameters`, `outputParameters`. */
  readonly route?: JsonObject
}

/** Compiles one route over one operation, calls it, and returns what the operation received. */
async function received(given: Case, input: JsonObject): Promise<{ input: unknown; body: unknown }> {
  const { plugins, journal } = tinyPlugins()
  const engine = createEngine({ plugins })
  const document = {
    naftiko: '1',
    capability: {
      consumes: [
        { type: 'memory', namespace: 'api', operations: [{ name: 'op', inputs: given.inputs ?? [], body: given.body ?? 'none' }] },
      ],
      exposes: [{ type: 'door', namespace: 'api-door', routes: [{ name: 'route', call: 'api.op', ...given.route }] }],
    },
  }
  const host = engine.host([await engine.load({ text: JSON.stringify(document) })], { expose: false, variables: { KEY: 'variable' } })
  await host.start()
  try {
    await host.invoke('api-door.route', input)
  } finally {
    await host.stop()
  }
  const invocation = journal.invocations[0] as Invocation & { payload?: Payload }
  return { input: { ...invocation.input }, body: invocation.payload?.value }
}

describe('the arguments of a call', () => {
  it.each<[string, Case, JsonObject, JsonObject]>([
    ['are taken by name without being declared', { inputs: ['page'] }, { page: 2 }, { page: 2 }],
    ['are left out when nothing is given', { inputs: ['page'] }, {}, {}],
    ['are left out when null is given', { inputs: ['page'] }, { page: null }, {}],
    ['match without regard to case and separators as a last resort', { inputs: ['book_id'] }, { 'book-id': 'x' }, { book_id: 'x' }],
    ['match exactly before that', { inputs: ['bookId'] }, { book_id: 'wrong', bookId: 'right' }, { bookId: 'right' }],
    ['come from "rest."', { inputs: ['id'], route: { with: { id: 'rest.book' } } }, { book: 'x' }, { id: 'x' }],
    ['come from "tools."', { inputs: ['id'], route: { with: { id: 'tools.book' } } }, { book: 'x' }, { id: 'x' }],
    ['come from the namespace of the exposer', { inputs: ['id'], route: { with: { id: 'api-door.book' } } }, { book: 'x' }, { id: 'x' }],
    ['come from "$this."', { inputs: ['id'], route: { with: { id: '$this.api-door.book' } } }, { book: 'x' }, { id: 'x' }],
    ['come from single braces', { inputs: ['id'], route: { with: { id: '{book}' } } }, { book: 'x' }, { id: 'x' }],
    ['may have any text as a name', { inputs: ['f'], route: { with: { f: 'tools.filter[name]' } } }, { 'filter[name]': 'x' }, { f: 'x' }],
    ['keep their type through a reference', { inputs: ['ids'], route: { with: { ids: 'rest.ids' } } }, { ids: [1, 2] }, { ids: [1, 2] }],
    ['keep their type through a lone placeholder', { inputs: ['n'], route: { with: { n: '{{n}}' } } }, { n: 5 }, { n: 5 }],
    ['are put into texts', { inputs: ['q'], route: { with: { q: 'isbn:{{book}}' } } }, { book: 'x' }, { q: 'isbn:x' }],
    [
      'are constants where no reference is meant',
      { inputs: ['lang', 'size', 'on'], route: { with: { lang: 'en', size: 3, on: true } } },
      {},
      { lang: 'en', size: 3, on: true },
    ],
    [
      'are constants where a dot is no reference',
      { inputs: ['host'], route: { with: { host: 'www.example.org' } } },
      {},
      { host: 'www.example.org' },
    ],
    ['are variables', { inputs: ['key'], route: { with: { key: 'env.KEY' } } }, {}, { key: 'variable' }],
    ['are variables in a template', { inputs: ['key'], route: { with: { key: 'x-{{KEY}}' } } }, { KEY: 'attack' }, { key: 'x-variable' }],
    [
      'have the default of a declared input',
      { inputs: ['page'], route: { inputParameters: [{ name: 'page', default: 1 }] } },
      {},
      { page: 1 },
    ],
    [
      'are what was given, before the default',
      { inputs: ['page'], route: { inputParameters: [{ name: 'page', default: 1 }] } },
      { page: 2 },
      { page: 2 },
    ],
    [
      'are the constant of a declared input, whatever was given',
      { inputs: ['page'], route: { inputParameters: [{ name: 'page', value: 9 }] } },
      { page: 2 },
      { page: 9 },
    ],
    ['are never members of the prototype', { inputs: ['constructor', 'toString'] }, {}, {}],
  ])('%s', async (_, given, input, expected) => {
    expect((await received(given, input)).input).toEqual(expected)
  })

  it.each<[string, Case, JsonObject, string]>([
    ['a required one is missing', { inputs: ['id!'] }, {}, '"id" is required'],
    ['a required one is null', { inputs: ['id!'] }, { id: null }, '"id" is required'],
    ['the caller knows it under another name', { inputs: ['id!'], route: { with: { id: 'rest.isbn' } } }, {}, '"isbn" is required'],
  ])('are refused when %s', async (_, given, input, message) => {
    await expect(received(given, input)).rejects.toThrow(message)
  })
})

describe('the body of a call that has only arguments', () => {
  it.each<[string, Case, JsonObject, unknown]>([
    ['is an object of what went nowhere else', { inputs: ['id'], body: 'opaque' }, { id: 1, name: 'n', limit: 5 }, { name: 'n', limit: 5 }],
    [
      'leaves out what went elsewhere under another name',
      { inputs: ['id'], body: 'opaque', route: { with: { id: 'tools.hash' } } },
      { hash: 'h', name: 'n' },
      { name: 'n' },
    ],
    ['leaves out what matched loosely', { inputs: ['book_id'], body: 'opaque' }, { 'book-id': 1, name: 'n' }, { name: 'n' }],
    ['is the "body" argument when there is one', { inputs: ['id'], body: 'opaque' }, { id: 1, body: { a: 1 } }, { a: 1 }],
    ['may be a list', { body: 'opaque' }, { body: [1, 2] }, [1, 2]],
    ['is absent when nothing is left', { inputs: ['id'], body: 'opaque' }, { id: 1 }, undefined],
    ['is absent where the operation takes none', { inputs: ['id'] }, { id: 1, name: 'n' }, undefined],
    [
      'gets members from "with" that the document does not describe',
      { body: 'opaque', route: { with: { title: 'tools.name', kind: 'book' } } },
      { name: 'n', extra: 1 },
      { extra: 1, title: 'n', kind: 'book' },
    ],
  ])('%s', async (_, given, input, expected) => {
    expect((await received(given, input)).body).toEqual(expected)
  })

  it('is refused when it is unclear which arguments are meant', async () => {
    await expect(received({ body: 'opaque' }, { body: {}, name: 'n' })).rejects.toThrow('give either "body" or "name"')
  })
})

describe('a call that cannot be resolved', () => {
  const engine = createEngine({ plugins: tinyPlugins().plugins })
  const documentWith = (route: string): { text: string } => ({
    text: `naftiko: 1\ncapability:\n  consumes:\n    - { type: memory, namespace: api, operations: [{ name: listmodels }] }\n  exposes:\n    - type: door\n      namespace: d\n      routes:\n        - ${route}\n`,
  })

  it.each([
    ['{ name: x, call: api.listmodelz }', 'NAFTIKO_UNKNOWN_OPERATION', 'error', 'did you mean "api.listmodels"?', 9, 28],
    ['{ name: x, call: apy.listmodels }', 'NAFTIKO_UNKNOWN_OPERATION', 'error', 'did you mean "api.listmodels"?', 9, 28],
    [
      '{ name: x, call: other.thing }',
      'NAFTIKO_UNKNOWN_OPERATION',
      'warning',
      expect.stringContaining('the consumed namespaces are api'),
      9,
      28,
    ],
    ['{ name: listmodels }', 'NAFTIKO_CALL_INFERRED', 'warning', 'write "call: api.listmodels"', 9, 13],
    ['{ name: x }', 'NAFTIKO_CALL_MISSING', 'warning', expect.any(String), 9, 13],
    ['{ name: x, call: api.listmodels, with: { nope: 1 } }', 'NAFTIKO_WITH_UNKNOWN', 'warning', 'it takes no inputs', 9, 52],
  ])('%s is reported at its place', async (route, code, severity, hint, line, column) => {
    const { diagnostics } = await engine.validate(documentWith(route))
    expect(diagnostics).toEqual([expect.objectContaining({ code, severity, hint, line, column })])
  })

  it('does not take the rest of the exposer down, and answers with a clear error', async () => {
    const host = engine.host([await engine.load(documentWith('{ name: dead }\n        - { name: live, call: api.listmodels }'))], {
      expose: false,
    })
    await host.start()
    await expect(host.invoke('d.dead')).rejects.toMatchObject({ status: 501, message: expect.stringContaining('"dead" calls nothing') })
    await expect(host.invoke('d.live')).resolves.toMatchObject({ kind: 'value' })
    await host.stop()
  })
})
