import { Ajv2020 } from 'ajv/dist/2020.js'
import type { InputParameter, JsonSchema } from '@naftiko/plugin-api'
import { describe, expect, it } from 'vitest'
import { mcpExposer, type ToolEntry } from '../src/index.ts'
import type { ToolDefinition } from '../src/tools/tool.ts'
import { compileTools } from '../src/tools/tool-table.ts'
import { type Called, testContext } from './link-context.ts'
import { connect, entryOf, serve } from './served.ts'

const path = (name: string): InputParameter => ({ name, required: true, in: 'path', schema: { type: 'string' } })
const body: InputParameter = { name: 'payload', required: true, in: 'body', schema: { description: 'The order.' } }

async function definitionOf(tool: ToolEntry, called: Called = {}): Promise<ToolDefinition> {
  const { context } = testContext({ 'api.x': called })
  return (await compileTools(entryOf([{ call: 'api.x', ...tool }]), context, 1000)).tools[0]!.definition
}

describe('the input schema of a tool', () => {
  it('shows everything that an input declares', async () => {
    const { inputSchema } = await definitionOf({
      name: 'x',
      inputParameters: [
        { name: 'text', description: 'A text.', pattern: '^a', maxLength: 3 },
        { name: 'count', type: 'integer', default: 10 },
        { name: 'kind', enum: ['a', 'b'], required: false },
        { name: 'level', enum: [1, 2], required: false },
        { name: 'list', type: 'array', required: false },
        {
          name: 'points',
          type: 'array',
          items: { type: 'object', properties: { x: { type: 'number', required: true }, tags: { type: 'array' } } },
        },
        { name: 'nested', properties: [{ name: 'a', type: 'string' }] as never },
        { name: 'anything', type: 'json' as never },
      ],
    })
    expect(inputSchema).toEqual({
      type: 'object',
      properties: {
        text: { type: 'string', description: 'A text.', pattern: '^a', maxLength: 3 },
        count: { type: 'integer', default: 10 },
        kind: { type: 'string', enum: ['a', 'b'] },
        level: { enum: [1, 2] },
        list: { type: 'array', items: {} },
        points: {
          type: 'array',
          items: { type: 'object', properties: { x: { type: 'number' }, tags: { type: 'array', items: {} } }, required: ['x'] },
        },
        nested: { type: 'object', properties: { a: { type: 'string' } } },
        anything: {},
      },
      required: ['text', 'points', 'nested', 'anything'],
      additionalProperties: false,
    })
  })

  it('adds what the call implies, and lets the document have the last word on each', async () => {
    const { inputSchema } = await definitionOf(
      { name: 'x', inputParameters: [{ name: 'author', description: 'Who wrote it.', required: false }] },
      {
        input: {
          payload: 'none',
          parameters: [path('author'), path('slug'), { name: 'ids', required: false, in: 'query', schema: { type: 'array' } }],
        },
      },
    )
    expect(inputSchema).toEqual({
      type: 'object',
      properties: { author: { type: 'string', description: 'Who wrote it.' }, slug: { type: 'string' }, ids: { type: 'array', items: {} } },
      required: ['author', 'slug'],
      additionalProperties: false,
    })
  })

  it('takes an input and a parameter that are spelt differently for one', async () => {
    const { inputSchema } = await definitionOf(
      { name: 'x', inputParameters: [{ name: 'bookId' }] },
      { input: { payload: 'none', parameters: [path('book-id')] } },
    )
    expect(Object.keys(inputSchema['properties'] as object)).toEqual(['bookId'])
  })

  it('hides constants', async () => {
    const { inputSchema } = await definitionOf({ name: 'x', inputParameters: [{ name: 'version', value: 2 }, { name: 'q' }] })
    expect(Object.keys(inputSchema['properties'] as object)).toEqual(['q'])
  })

  it.each<[string, ToolEntry, Called['input'], JsonSchema]>([
    [
      'a body in place of members that nobody declared',
      { name: 'x' },
      { payload: 'opaque', parameters: [path('id')] },
      { properties: { id: {}, body: { type: 'object' } }, required: ['id'] },
    ],
    [
      'declared members instead of a body',
      { name: 'x', inputParameters: [{ name: 'model' }] },
      { payload: 'opaque', parameters: [] },
      { properties: { model: {} }, required: ['model'] },
    ],
    [
      'a body beside path variables that were declared',
      { name: 'x', inputParameters: [{ name: 'id' }] },
      { payload: 'opaque', parameters: [path('id')] },
      { properties: { id: {}, body: {} }, required: ['id'] },
    ],
    [
      'the body by its own name, whose members may come alone',
      { name: 'x' },
      { payload: 'opaque', parameters: [body] },
      { properties: { payload: { type: 'object', description: 'The order.' } } },
    ],
  ])('offers %s, and anything else', async (_, tool, input, schema) => {
    const { inputSchema } = await definitionOf(tool, input === undefined ? {} : { input })
    expect(inputSchema).toMatchObject({ ...schema, additionalProperties: true })
    expect(Object.keys(inputSchema['properties'] as object)).toEqual(Object.keys(schema['properties'] as object))
    expect(inputSchema['required']).toEqual(schema['required'])
  })

  it('is the one of the document, where it spells one out', async () => {
    const given = { type: 'object', properties: { a: { $ref: '#/$defs/a' } }, $defs: { a: { type: 'array' } } }
    expect((await definitionOf({ name: 'x', inputSchema: given })).inputSchema).toBe(given)
    expect((await definitionOf({ name: 'x', inputSchema: { properties: {} } })).inputSchema).toEqual({ type: 'object', properties: {} })
  })

  it('has names that every client takes', async () => {
    const { inputSchema } = await definitionOf({ name: 'x', inputParameters: [{ name: 'filter[name]' }, { name: '$top' }] })
    expect(inputSchema).toMatchObject({ properties: { filter_name: {}, top: {} }, required: ['filter_name', 'top'] })
  })
})

describe('the rest of a tool', () => {
  it('has its own words, else those of the called operation', async () => {
    const called = { description: 'From the operation.' }
    expect(await definitionOf({ name: 'x', label: 'X', description: 'Own.' }, called)).toMatchObject({
      title: 'X',
      description: 'Own.',
      annotations: { title: 'X' },
    })
    expect(await definitionOf({ name: 'x' }, called)).toEqual({
      name: 'x',
      description: 'From the operation.',
      inputSchema: { type: 'object', properties: {}, additionalProperties: false },
    })
  })

  it.each([
    [
      'hints',
      { hints: { readOnly: false, destructive: true, idempotent: true, openWorld: false } },
      { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    ],
    ['the effects of the operation', {}, { readOnlyHint: true, idempotentHint: true }],
  ])('is annotated from %s', async (_, tool, annotations) => {
    expect((await definitionOf({ name: 'x', ...tool }, { effects: { safe: true, idempotent: true } })).annotations).toEqual(annotations)
  })

  it('has an output schema that promises only what a mapping keeps', async () => {
    const output = {
      type: 'object',
      required: ['id'],
      properties: {
        id: { type: 'string', description: 'Which.' },
        tags: { type: 'array', items: { type: 'string' } },
        inner: { type: 'object', properties: { n: { type: 'number' } } },
        free: { type: 'object' },
      },
    }
    expect((await definitionOf({ name: 'x' }, { identity: false, output })).outputSchema).toEqual({
      type: 'object',
      properties: {
        id: { description: 'Which.' },
        tags: { type: ['array', 'null'], items: {} },
        inner: { type: ['object', 'null'], properties: { n: {} } },
        free: {},
      },
    })
  })

  it.each<[string, Called]>([
    ['the answer passes as it is', { identity: true, output: { type: 'object', properties: { a: {} } } }],
    ['the result is no object', { identity: false, output: { type: 'array', items: {} } }],
    ['nothing is known of the object', { identity: false, output: { type: 'object' } }],
    ['nothing is declared', { identity: false }],
  ])('has no output schema when %s', async (_, called) => {
    expect(await definitionOf({ name: 'x' }, called)).not.toHaveProperty('outputSchema')
  })
})

describe('the list of tools', () => {
  const tools: ToolEntry[] = [
    { name: 'list things', call: 'api.list' },
    { name: 'list.things', call: 'api.list' },
    { name: 'create', call: 'api.create', inputParameters: [{ name: 'tags', type: 'array' }] },
    { name: 'dead', call: 'api.gone' },
  ]
  const calls = {
    'api.list': { input: { payload: 'none', parameters: [path('id')] } },
    'api.create': { input: { payload: 'opaque', parameters: [] } },
  } satisfies Record<string, Called>

  it('reaches a client in the order of the document, dead tools included', async () => {
    await using served = await serve(entryOf(tools), calls)
    const client = await connect(served.url)
    const { tools: listed } = await client.listTools()
    expect(listed.map((tool) => tool.name)).toEqual(['list_things', 'list_things_2', 'create', 'dead'])
    await client.close()
  })

  it('consists of schemas that compile', async () => {
    const { context } = testContext(calls)
    const { tools: compiled } = await compileTools(entryOf(tools), context, 1000)
    const ajv = new Ajv2020({ strict: true, strictTypes: false })
    for (const tool of compiled) expect(() => ajv.compile(tool.definition.inputSchema)).not.toThrow()
  })

  it('is the same bytes every time', async () => {
    const compile = async () => {
      const { context } = testContext(calls)
      await mcpExposer().compile(entryOf(tools), context)
      return JSON.stringify((await compileTools(entryOf(tools), context, 1000)).tools.map((tool) => tool.definition))
    }
    expect(await compile()).toBe(await compile())
  })

  it('comes page by page where the document says so', async () => {
    await using served = await serve(entryOf(tools, { pageSize: 3 }), calls)
    const client = await connect(served.url)
    const first = await client.listTools()
    const second = await client.listTools({ cursor: first.nextCursor! })
    expect([first.tools.length, second.tools.length, second.nextCursor]).toEqual([3, 1, undefined])
    await client.close()
  })
})
