import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { createEngine, type Host } from '@naftiko/core'
import type { JsonObject, JsonValue } from '@naftiko/plugin-api'
import { standardPlugins } from '@naftiko/standard'
import { afterEach, describe, expect, it } from 'vitest'

let host: Host | undefined
let client: Client | undefined
afterEach(async () => {
  await client?.close()
  await host?.stop({ graceMs: 0 })
  client = undefined
})

const INPUTS = [
  { name: 'id', type: 'string', required: true, description: 'An id' },
  { name: 'count', type: 'integer', description: 'A number' },
  { name: 'tags', type: 'array', items: { type: 'string' }, description: 'Texts' },
  { name: 'deep', type: 'object', description: 'Anything' },
  { name: 'on', type: 'boolean', default: true, description: 'Yes or no' },
]
const ARGUMENTS = { id: 'a "b" {{c}}\n', count: 3, tags: ['x', 'y'], deep: { er: [1, null] } }

interface Mock {
  readonly outputParameters: readonly JsonObject[]
  readonly result: JsonValue
}

const MOCKS: Readonly<Record<string, Mock>> = {
  'one text without a name is the whole answer': { outputParameters: [{ type: 'string', value: 'fine' }], result: 'fine' },
  'one named value is an object': { outputParameters: [{ name: 'a', type: 'string', value: 'x' }], result: { a: 'x' } },
  'several are the members of an object': {
    outputParameters: [
      { name: 'text', type: 'string', value: 'x' },
      { name: 'number', type: 'number', value: 1.5 },
      { name: 'flag', type: 'boolean', value: false },
      { name: 'list', type: 'array', value: [1, { a: 'b' }, []] },
      { name: 'map', type: 'object', value: { a: { b: null } } },
    ],
    result: { text: 'x', number: 1.5, flag: false, list: [1, { a: 'b' }, []], map: { a: { b: null } } },
  },
  'texts of other types are converted': {
    outputParameters: [
      { name: 'number', type: 'number', value: '1.5' },
      { name: 'integer', type: 'integer', value: '7' },
      { name: 'flag', type: 'boolean', value: 'true' },
      { name: 'list', type: 'array', value: '[1,2]' },
      { name: 'map', type: 'object', value: '{"a":1}' },
      { name: 'text', type: 'string', value: 12 },
    ],
    result: { number: 1.5, integer: 7, flag: true, list: [1, 2], map: { a: 1 }, text: '12' },
  },
  'templates see the arguments, and one alone keeps its type': {
    outputParameters: [
      { name: 'id', type: 'string', value: '{{id}}' },
      { name: 'text', type: 'string', value: 'ship {{id}}, {{count}} times' },
      { name: 'count', type: 'number', value: '{{count}}' },
      { name: 'asText', type: 'string', value: '{{count}}' },
      { name: 'tags', type: 'array', value: '{{tags}}' },
      { name: 'deep', type: 'object', value: '{{deep}}' },
      { name: 'member', type: 'array', value: '{{deep.er}}' },
      { name: 'on', type: 'boolean', value: '{{on}}' },
    ],
    result: {
      id: ARGUMENTS.id,
      text: `ship ${ARGUMENTS.id}, 3 times`,
      count: 3,
      asText: '3',
      tags: ['x', 'y'],
      deep: { er: [1, null] },
      member: [1, null],
      on: true,
    },
  },
  'templates stand at every depth of values': {
    outputParameters: [
      { name: 'list', type: 'array', value: ['{{id}}', { count: '{{count}}', fixed: 1 }, [['{{tags}}']]] },
      { name: 'map', type: 'object', value: { a: { b: 'n{{count}}', c: '{{deep}}' } } },
    ],
    result: {
      list: [ARGUMENTS.id, { count: 3, fixed: 1 }, [[['x', 'y']]]],
      map: { a: { b: 'n3', c: { er: [1, null] } } },
    },
  },
  'properties and items nest': {
    outputParameters: [
      {
        type: 'object',
        properties: {
          ship: {
            type: 'object',
            properties: {
              id: { type: 'string', value: '{{id}}' },
              crew: {
                type: 'array',
                items: { type: 'object', properties: { name: { type: 'string', value: 'Ana' }, age: { type: 'number', value: '41' } } },
              },
              codes: { type: 'array', items: { type: 'string', value: 'c-{{count}}' } },
            },
          },
          total: { type: 'integer', value: '{{count}}' },
        },
      },
    ],
    result: { ship: { id: ARGUMENTS.id, crew: [{ name: 'Ana', age: 41 }], codes: ['c-3'] }, total: 3 },
  },
  'members without a value are null, lists without one are empty': {
    outputParameters: [
      { name: 'said', type: 'string', value: 'x' },
      { name: 'unsaid', type: 'string' },
      { name: 'list', type: 'array', items: { type: 'string' } },
      { name: 'map', type: 'object', properties: { a: { type: 'string' } } },
    ],
    result: { said: 'x', unsaid: null, list: [], map: { a: null } },
  },
}

const names = Object.keys(MOCKS)
const idOf = (name: string): string => `m${names.indexOf(name)}`

async function serve(): Promise<Host> {
  const operations = names.map((name) => ({ name: idOf(name), inputParameters: INPUTS, outputParameters: MOCKS[name]!.outputParameters }))
  const document = {
    naftiko: '1.0.0-alpha3',
    capability: {
      aggregates: [{ namespace: 'functions', functions: operations.map((one) => ({ ...one, description: 'A mock' })) }],
      exposes: [
        {
          type: 'rest',
          namespace: 'door',
          resources: operations.map((one) => ({ path: `/${one.name}`, operations: [{ ...one, method: 'POST' }] })),
        },
        {
          type: 'mcp',
          namespace: 'tools',
          tools: [
            ...operations.map((one) => ({ ...one, description: 'A mock' })),
            ...names.map((name) => ({ name: `ref-${idOf(name)}`, description: 'A mock', ref: `functions.${idOf(name)}` })),
          ],
        },
      ],
    },
  }
  const engine = createEngine({ plugins: standardPlugins({ env: {} }) })
  const capability = await engine.load({ text: JSON.stringify(document) })
  expect(capability.diagnostics).toEqual([])
  host = engine.host([capability], { anyPort: true })
  await host.start()
  return host
}

const urlOf = (namespace: string): string => host!.endpoints.find((endpoint) => endpoint.namespace === namespace)!.url!

describe('a capability without any API', () => {
  it.each(names)('%s: over REST, MCP, as a function and in-process', async (name) => {
    const running = await serve()
    const { result } = MOCKS[name]!
    const answer = await fetch(`${urlOf('door')}/${idOf(name)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(ARGUMENTS),
    })
    expect([answer.status, await answer.json()]).toEqual([200, result])
    client = new Client({ name: 'test', version: '1' })
    await client.connect(new StreamableHTTPClientTransport(new URL(urlOf('tools'))) as never)
    const { tools } = await client.listTools()
    expect(new Set(tools.flatMap(({ inputSchema }) => Object.keys(inputSchema.properties!)))).toEqual(
      new Set(INPUTS.map((input) => input.name)),
    )
    for (const tool of [idOf(name), `ref-${idOf(name)}`]) {
      const called = await client.callTool({ name: tool, arguments: ARGUMENTS })
      const [content] = called.content as readonly { readonly text: string }[]
      const isText = typeof result === 'string'
      expect(isText ? JSON.stringify(content!.text.replaceAll('"', '')) : JSON.stringify(JSON.parse(content!.text))).toBe(
        JSON.stringify(result),
      )
    }
    for (const operation of [`tools.${idOf(name)}`, `functions.${idOf(name)}`, `door.${idOf(name)}`])
      expect(await running.invoke(operation, ARGUMENTS)).toMatchObject({ value: result })
  })

  it('says nothing where an argument that a template needs is not given', async () => {
    const running = await serve()
    expect(await running.invoke(`tools.${idOf('templates see the arguments, and one alone keeps its type')}`, { id: 'x' })).toMatchObject({
      value: { id: 'x', text: null, count: null, asText: null, tags: null, deep: null, member: null, on: true },
    })
  })

  it('still asks for what it requires', async () => {
    await serve()
    const answer = await fetch(`${urlOf('door')}/m0`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
    expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ input: 'id' })])
  })
})
