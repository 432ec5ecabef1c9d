import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { describe, expect, it } from 'vitest'
import { type McpExposesEntry, mcpExposer, type ToolEntry } from '../src/index.ts'
import { json, testContext } from './link-context.ts'
import { callMessage, entryOf, post, serve } from './served.ts'

const tools: ToolEntry[] = [
  { name: 'list-invoices', call: 'api.x', tags: ['billing', 'read'] },
  { name: 'pay.invoice', call: 'api.x', tags: ['billing'] },
  { name: 'list-users', call: 'api.x', tags: ['people', 'read'] },
  { name: 'about', call: 'api.x' },
]
const toolsets = { money: ['billing'], reading: ['read', 'about'], one: ['pay.invoice'] }
const calls = { 'api.x': { invoke: async () => json({ ok: true }) } }

const LIST = { jsonrpc: '2.0', id: 1, method: 'tools/list' }

/** An envelope of the revision without a handshake. */
function stateless(method: string, params: object = {}): [message: object, headers: Record<string, string>] {
  const meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {} }
  const message = { jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: meta } }
  return [message, { 'mcp-protocol-version': '2026-07-28', 'mcp-method': method }]
}

async function connect(url: string, headers: Record<string, string> = {}): Promise<Client> {
  const client = new Client({ name: 'test', version: '0' })
  const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } })
  await client.connect(transport as Parameters<Client['connect']>[0])
  return client
}

async function namesFor(client: Client): Promise<readonly string[]> {
  return (await client.listTools()).tools.map(({ name }) => name)
}

describe('a toolset', () => {
  const ALL = ['list-invoices', 'pay_invoice', 'list-users', 'about']

  it.each<[string, string, Record<string, string>, readonly string[]]>([
    ['nothing', '', {}, ALL],
    ['nothing in a header', '', { 'mcp-toolset': ' , ' }, ALL],
    ['a header', '', { 'Mcp-Toolset': 'money' }, ['list-invoices', 'pay_invoice']],
    ['several in a header', '', { 'mcp-toolset': 'one, reading' }, ALL],
    ['a path', '/reading', {}, ['list-invoices', 'list-users', 'about']],
    ['several in a path', '/one,money', {}, ['list-invoices', 'pay_invoice']],
  ])('is chosen by %s', async (_, path, headers, names) => {
    await using served = await serve(entryOf(tools, { toolsets }), calls)
    const client = await connect(served.url + path, headers)
    expect(await namesFor(client)).toEqual(names)
    await client.close()
  })

  it('holds for calls, too', async () => {
    await using served = await serve(entryOf(tools, { toolsets }), calls)
    const client = await connect(`${served.url}/money`)
    expect(await client.callTool({ name: 'pay_invoice' })).toMatchObject({ structuredContent: { ok: true } })
    await expect(client.callTool({ name: 'list-users' })).rejects.toThrow('unknown tool "list-users"')
    await client.close()
  })

  it('holds in the revision without a handshake, and its list is for the client alone', async () => {
    await using served = await serve(entryOf(tools, { toolsets, cacheScope: 'public' }), calls)
    const [message, headers] = stateless('tools/list')
    const listed = async (more: Record<string, string>) =>
      (await (await post(served.url, message, { ...headers, ...more })).json()) as object
    expect(await listed({ 'mcp-toolset': 'one' })).toMatchObject({ result: { tools: [{ name: 'pay_invoice' }], cacheScope: 'private' } })
    expect(await listed({})).toMatchObject({ result: { cacheScope: 'public' } })
  })

  it.each<[string, string, Record<string, string>, number, string]>([
    ['in a path', '/nothing', {}, 404, 'there is no toolset "nothing": there are money, reading, one'],
    ['in a header', '', { 'mcp-toolset': 'money,nothing' }, 400, 'there is no toolset "nothing"'],
    ['in both', '/money', { 'mcp-toolset': 'money' }, 400, 'and not by both'],
    ['of the language', '/constructor', {}, 404, 'there is no toolset "constructor"'],
  ])('that cannot be had is refused: %s', async (_, path, headers, status, words) => {
    await using served = await serve(entryOf(tools, { toolsets }), calls)
    const response = await post(served.url + path, LIST, headers)
    expect([response.status, ((await response.json()) as { detail: string }).detail]).toEqual([status, expect.stringContaining(words)])
  })

  it('is refused where there are none', async () => {
    await using served = await serve(entryOf(tools), calls)
    expect(await (await post(served.url, LIST, { 'mcp-toolset': 'money' })).text()).toContain('this server has none')
    expect(await (await post(`${served.url}/money`, LIST)).text()).toContain('nothing is served here')
  })

  it.each<[object, string, string, string]>([
    [{ a: ['billing', 'biling'] }, 'NAFTIKO_TOOLSET_MEMBER', 'no tool is called "biling" or has that tag', '/toolsets/a/1'],
    [{ 'a/b': ['billing'] }, 'NAFTIKO_TOOLSET_NAME', 'no client could ask for a toolset "a/b"', '/toolsets/a~1b'],
  ])('that makes no sense is reported', async (sets, code, message, at) => {
    const { context, problems } = testContext(calls)
    await mcpExposer().compile(entryOf(tools, { toolsets: sets as McpExposesEntry['toolsets'] & object }), context)
    expect(problems.filter((problem) => problem.code.startsWith('NAFTIKO_TOOLSET'))).toMatchObject([
      { code, message: expect.stringContaining(message) as string, at },
    ])
  })
})

describe('discovery', () => {
  const many: ToolEntry[] = Array.from({ length: 500 }, (_, index) => ({
    name: `operation-${index}`,
    description: `Does the thing number ${index} to the widgets of the factory, slowly.`,
    call: 'api.x',
    tags: [index % 2 === 0 ? 'even' : 'odd'],
    inputParameters: [{ name: 'widget', description: 'Which widget.' }],
  }))
  const special: ToolEntry[] = [
    { name: 'createInvoice', label: 'Create an invoice', description: 'Bills a customer.', call: 'api.echo', tags: ['money'] },
    { name: 'get-weather', description: 'Temperature and rain.', call: 'api.echo', inputParameters: [{ name: 'city' }] },
  ]
  const echo = { 'api.echo': { invoke: async ({ input }: { input: object }) => json({ given: { ...input } }) }, ...calls }
  const entry = entryOf([...many, ...special], { discovery: true, toolsets: { money: ['money'] } })

  const valueOf = async (client: Client, name: string, args: Record<string, unknown> = {}) =>
    (await client.callTool({ name, arguments: args })).structuredContent as { total: number; tools: { name: string }[]; tags?: string[] }

  it('is three small tools in place of hundreds', async () => {
    await using served = await serve(entry, echo)
    const client = await connect(served.url)
    const listed = await client.listTools()
    expect(listed.tools.map(({ name }) => name)).toEqual(['search_tools', 'describe_tool', 'call_tool'])
    expect(JSON.stringify(listed).length).toBeLessThan(2500)
    await client.close()
  })

  it.each([
    ['a word of the name', 'invoice', 'createInvoice'],
    ['a word of the description', 'rain', 'get-weather'],
    ['words, spelt badly', 'invoces for custmer', 'createInvoice'],
    ['an argument', 'city', 'get-weather'],
    ['the beginning of a word', 'weath', 'get-weather'],
    ['one of many', 'operation 321', 'operation-321'],
  ])('finds a tool by %s', async (_, query, first) => {
    await using served = await serve(entry, echo)
    const client = await connect(served.url)
    expect((await valueOf(client, 'search_tools', { query })).tools[0]).toMatchObject({ name: first })
    await client.close()
  })

  it('lists what there is, part by part', async () => {
    await using served = await serve(entry, echo)
    const client = await connect(served.url)
    const first = await valueOf(client, 'search_tools', { limit: 2, tag: 'odd' })
    expect(first).toMatchObject({
      total: 250,
      tools: [{ name: 'operation-1' }, { name: 'operation-3' }],
      nextOffset: 2,
      tags: ['even', 'money', 'odd'],
    })
    expect(await valueOf(client, 'search_tools', { limit: 2, tag: 'odd', offset: 248 })).toMatchObject({
      tools: [{ name: 'operation-497' }, { name: 'operation-499' }],
    })
    expect((await valueOf(client, 'search_tools', { limit: 1e9 })).tools).toHaveLength(50)
    expect(await valueOf(client, 'search_tools', { query: 'zzzz' })).toMatchObject({ total: 0, tools: [], tags: ['even', 'money', 'odd'] })
    await client.close()
  })

  it('leads to a call: find, describe, call', async () => {
    await using served = await serve(entry, echo)
    const client = await connect(served.url)
    const { tools: found } = await valueOf(client, 'search_tools', { query: 'weather' })
    const { name } = found[0]!
    const described = (await client.callTool({ name: 'describe_tool', arguments: { name } })).structuredContent
    expect(described).toMatchObject({ name, inputSchema: { properties: { city: { type: 'string' } }, required: ['city'] } })
    for (const args of [{ arguments: { city: 'Bern' } }, { arguments: '{"city":"Bern"}' }, { city: 'Bern' }])
      expect(await client.callTool({ name: 'call_tool', arguments: { name, ...args } })).toMatchObject({
        structuredContent: { given: { city: 'Bern' } },
        isError: false,
      })
    await client.close()
  })

  it('tells a model what is wrong', async () => {
    await using served = await serve(entry, echo)
    const client = await connect(served.url)
    const words = async (name: string, args: Record<string, unknown>) => {
      const { isError, content } = await client.callTool({ name, arguments: args })
      return [isError, (content as { text: string }[])[0]!.text]
    }
    expect(await words('call_tool', { name: 'no' })).toEqual([true, 'there is no tool "no"; "search_tools" finds those there are'])
    expect(await words('describe_tool', {})).toEqual([true, '"name" must be the name of a tool'])
    expect(await words('call_tool', { name: 'get-weather' })).toEqual([true, expect.stringContaining('city')])
    await client.close()
  })

  it('keeps to the toolset', async () => {
    await using served = await serve(entry, echo)
    const client = await connect(`${served.url}/money`)
    expect(await valueOf(client, 'search_tools')).toMatchObject({ total: 1, tools: [{ name: 'createInvoice' }] })
    expect(await client.callTool({ name: 'call_tool', arguments: { name: 'get-weather' } })).toMatchObject({ isError: true })
    await client.close()
  })

  it('gives way to tools of its names', async () => {
    await using served = await serve(entryOf([{ name: 'call_tool', call: 'api.x' }], { discovery: true }), calls)
    const client = await connect(served.url)
    expect(await namesFor(client)).toEqual(['search_tools', 'describe_tool', 'call_tool_2'])
    expect(await client.callTool({ name: 'call_tool' })).toMatchObject({ structuredContent: { ok: true } })
    await client.close()
  })

  it('is off unless the document asks for it', async () => {
    await using served = await serve(entryOf(tools), calls)
    const response = await post(served.url, callMessage('search_tools', {}))
    expect(await response.json()).toMatchObject({ error: { code: -32_602 } })
  })
})
