import { Ajv2020 } from 'ajv/dist/2020.js'
import { EDITOR_KEYWORD } from '@naftiko/plugin-api'
import { describe, expect, it } from 'vitest'
import { MCP_EXPOSES_SCHEMA } from '../src/entry/entry.ts'
import { type McpExposesEntry, mcpExposer } from '../src/index.ts'
import { testContext } from './link-context.ts'
import { entryOf } from './served.ts'

const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, keywords: [EDITOR_KEYWORD] })
const isValid = ajv.compile(MCP_EXPOSES_SCHEMA)

const full = {
  type: 'mcp',
  namespace: 'things-mcp',
  description: 'Things.',
  transport: 'http',
  port: 9090,
  address: '0.0.0.0',
  authentication: { type: 'bearer', token: '{{TOKEN}}' },
  maxBodySize: '10MiB',
  tools: [
    {
      name: 'get-thing',
      label: 'Get a thing',
      description: 'Gets a thing.',
      hints: { readOnly: true, destructive: false, idempotent: true, openWorld: true },
      call: 'api.get-thing',
      with: { id: 'tools.id', fixed: 1 },
      inputParameters: [
        {
          name: 'id',
          type: 'string',
          description: 'Which thing.',
          required: true,
          enum: ['a'],
          default: 'a',
          pattern: '^a$',
          maxLength: 1,
        },
      ],
      outputParameters: [{ type: 'object', mapping: '$.' }],
      tags: ['read'],
      icons: [{ src: 'https://example.org/thing.svg' }],
      content: ['See also:', { type: 'resource_link', uri: 'data://things/{{id}}', name: 'thing' }],
    },
    {
      name: 'raw',
      inputSchema: { type: 'object' },
      ref: 'functions.raw',
      steps: [{ type: 'call' }],
      mappings: [{ targetName: 'x', value: '$.y' }],
    },
  ],
  maxBinarySize: '1MiB',
  pageSize: 10,
  ttlMs: 60_000,
  cacheScope: 'public',
  resources: [
    {
      name: 'thing',
      label: 'A thing',
      description: 'One thing.',
      icons: [{ src: 'data:image/png;base64,AA==', mimeType: 'image/png', sizes: ['any'], theme: 'light' }],
      uri: 'data://things/{id}',
      mimeType: 'application/json',
      binary: false,
      call: 'api.get-thing',
      with: { id: '{{id}}' },
      inputParameters: [{ name: 'id', enum: ['a'] }],
    },
    { name: 'docs', uri: 'docs://all', location: '.' },
  ],
  prompts: [
    {
      name: 'review',
      label: 'Review',
      description: 'Reviews a text.',
      icons: [],
      arguments: [{ name: 'text', label: 'Text', description: 'Which.', required: false, default: 'none', enum: ['none'] }],
      template: [
        { role: 'user', content: 'Review {{text}}.' },
        { role: 'assistant', content: { type: 'image', location: 'file:///./plan.png' } },
      ],
    },
    { name: 'short', template: 'Hello.' },
    { name: 'file', location: 'file:///./prompt.md' },
  ],
} satisfies McpExposesEntry

describe('the schema of an entry', () => {
  it('knows everything that an entry can have', () => {
    isValid(full)
    expect(isValid.errors ?? []).toEqual([])
  })

  it('asks for no more than a type and a namespace', () => {
    expect(isValid({ type: 'mcp', namespace: 'x' })).toBe(true)
    expect(isValid({ type: 'mcp' })).toBe(false)
  })

  it.each([
    ['a misspelt key', { discription: 'x' }],
    ['a misspelt key of a tool', { tools: [{ name: 'x', lable: 'X' }] }],
    ['an unknown transport', { transport: 'pigeon' }],
    ['a port that is none', { port: 70_000 }],
    ['tools that are no list', { tools: 'x' }],
  ])('finds %s', (_, wrong) => {
    expect(isValid({ ...full, ...wrong })).toBe(false)
  })

  it('describes every property', () => {
    const undescribed: string[] = []
    const visit = (schema: unknown, path: string): void => {
      if (typeof schema !== 'object' || schema === null) return
      const { properties, items } = schema as { properties?: Record<string, { description?: string }>; items?: unknown }
      for (const [name, member] of Object.entries(properties ?? {})) {
        // What is marked for editors is described where the engine says what it is.
        if (member.description === undefined && !(EDITOR_KEYWORD in member)) undescribed.push(`${path}.${name}`)
        visit(member, `${path}.${name}`)
      }
      visit(items, `${path}[]`)
    }
    visit(MCP_EXPOSES_SCHEMA, '')
    expect(undescribed).toEqual([])
  })
})

describe('compiling an entry', () => {
  const compile = async (entry: McpExposesEntry, calls: Parameters<typeof testContext>[0] = {}) => {
    const test = testContext(calls)
    const node = await mcpExposer().compile(entry, test.context)
    return { ...test, node }
  }

  it('says where it listens', async () => {
    const { node } = await compile(full)
    expect(node.endpoint).toEqual({ transport: 'http', port: 9090, address: '0.0.0.0', path: '/mcp' })
  })

  it('takes no port for stdio, and no handler', async () => {
    const { node } = await compile({ ...full, transport: 'stdio' })
    expect(node.endpoint).toEqual({ transport: 'stdio' })
    expect(node.handle).toBeUndefined()
  })

  it('has an operation for each tool, by the name of the document', async () => {
    const { node } = await compile(entryOf([{ name: 'get thing', description: 'Gets.', hints: { readOnly: true }, call: 'api.get' }]), {
      'api.get': { targets: ['api.get'] },
    })
    expect(node.operations).toMatchObject([
      { name: 'get thing', description: 'Gets.', calls: ['api.get'], effects: { safe: true }, input: { parameters: [], payload: 'none' } },
    ])
  })

  it.each([
    ['a tool without a name', { tools: [{ call: 'api.get' }] }, { code: 'NAFTIKO_TOOL_NAME_MISSING', at: '/tools/0' }],
    [
      'two tools of one name',
      { tools: [{ name: 'a' }, { name: 'a' }] },
      { code: 'NAFTIKO_TOOL_DUPLICATE', severity: 'warning', at: '/tools/1/name' },
    ],
    ['a resource without an address', { resources: [{ name: 'r' }] }, { code: 'NAFTIKO_RESOURCE_URI', at: '/resources/0' }],
    [
      'an address that nobody understands',
      { resources: [{ name: 'r', uri: 'data://{a}{b}', call: 'api.x' }] },
      { code: 'NAFTIKO_RESOURCE_URI', at: '/resources/0/uri' },
    ],
    [
      'two resources at one address',
      {
        resources: [
          { name: 'a', uri: 'data://x', location: '.' },
          { name: 'b', uri: 'data://x', location: '.' },
        ],
      },
      { code: 'NAFTIKO_RESOURCE_DUPLICATE', severity: 'warning', at: '/resources/1/uri' },
    ],
    [
      'a folder that is not there',
      { resources: [{ name: 'r', uri: 'docs://x', location: './nowhere' }] },
      { code: 'NAFTIKO_RESOURCE_LOCATION', severity: 'warning', at: '/resources/0/location' },
    ],
    [
      'files at an address with variables',
      { resources: [{ name: 'r', uri: 'docs://{x}', location: '.' }] },
      { code: 'NAFTIKO_RESOURCE_URI', at: '/resources/0/uri' },
    ],
    [
      'files that also call something',
      { resources: [{ name: 'r', uri: 'docs://x', location: '.', call: 'api.x' }] },
      { code: 'NAFTIKO_RESOURCE_LOCATION', severity: 'warning', at: '/resources/0' },
    ],
    ['a prompt without a name', { prompts: [{ template: 'x' }] }, { code: 'NAFTIKO_PROMPT_NAME_MISSING', at: '/prompts/0' }],
    ['a prompt that says nothing', { prompts: [{ name: 'p' }] }, { code: 'NAFTIKO_PROMPT_EMPTY', severity: 'warning', at: '/prompts/0' }],
    [
      'two prompts of one name',
      {
        prompts: [
          { name: 'p', template: 'x' },
          { name: 'p', template: 'x' },
        ],
      },
      { code: 'NAFTIKO_PROMPT_DUPLICATE', severity: 'warning', at: '/prompts/1/name' },
    ],
    [
      'a placeholder of nothing',
      { prompts: [{ name: 'p', template: [{ role: 'user', content: '{{x}}' }] }] },
      { code: 'NAFTIKO_PROMPT_PLACEHOLDER', severity: 'warning', at: '/prompts/0/template/0/content' },
    ],
    [
      'a prompt whose file is not there',
      { prompts: [{ name: 'p', location: './nowhere.md' }] },
      { code: 'NAFTIKO_CONTENT_LOCATION', severity: 'warning', at: '/prompts/0/location' },
    ],
    ['a size that is none', { maxBodySize: 'plenty' }, { code: 'NAFTIKO_SIZE_INVALID', at: '/maxBodySize' }],
    [
      'a type that no input has',
      { tools: [{ name: 'a', inputParameters: [{ name: 'when', type: 'date' }] }] },
      { code: 'NAFTIKO_INPUT_TYPE_UNKNOWN', severity: 'warning', at: '/tools/0/inputParameters/0/type' },
    ],
  ])('reports %s', async (_, more, problem) => {
    const { problems } = await compile({ type: 'mcp', namespace: 'x', ...more } as McpExposesEntry)
    expect(problems).toMatchObject([problem])
  })

  it('serves the first of two tools of one name', async () => {
    const { node } = await compile(
      entryOf([
        { name: 'a', description: 'first' },
        { name: 'a', description: 'second' },
      ]),
    )
    expect(node.operations.map((operation) => operation.description)).toEqual(['first'])
  })
})
