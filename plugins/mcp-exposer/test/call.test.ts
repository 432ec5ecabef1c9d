import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import {
  CancelledError,
  InputError,
  type JsonObject,
  type JsonValue,
  MappingError,
  type Outcome,
  UnavailableError,
  UpstreamError,
} from '@naftiko/plugin-api'
import { describe, expect, it } from 'vitest'
import type { ToolEntry } from '../src/index.ts'
import { type Called, json, stream } from './link-context.ts'
import { callMessage, connect, entryOf, post, serve } from './served.ts'

async function call(called: Called, args?: JsonObject, tool: Partial<ToolEntry> = {}) {
  await using served = await serve(entryOf([{ name: 'x', call: 'api.x', ...tool }]), { 'api.x': called })
  const response = await post(served.url, callMessage('x', args))
  const message = (await response.json()) as { result?: CallToolResult; error?: { code: number; message: string; data?: unknown } }
  return { ...message, invocation: served.invocations[0], logged: served.logged }
}

const answering = (outcome: () => Outcome): Called => ({ invoke: async () => outcome() })
const failing = (error: unknown): Called => ({ invoke: () => Promise.reject(error as Error) })
const text = (value: string) => [{ type: 'text', text: value }]

function upstream(status: number, body: string): UpstreamError {
  return new UpstreamError('the upstream said no', {
    status,
    mediaType: 'application/json',
    body: new TextEncoder().encode(body),
    metadata: { status },
  })
}

describe('the result of a tool call', () => {
  const bytes = new Uint8Array([0, 255, 1])

  it.each<[string, () => Outcome, object]>([
    ['an object', () => json({ a: [1, null] }), { content: text('{"a":[1,null]}'), structuredContent: { a: [1, null] } }],
    ['a list', () => json([1, 2]), { content: text('[1,2]') }],
    ['null', () => json(null), { content: text('null') }],
    [
      'JSON that passed untouched',
      () => stream('application/json', ['{"a": ', '1}']),
      { content: text('{"a":1}'), structuredContent: { a: 1 } },
    ],
    ['text', () => stream('text/plain; charset=utf-8', ['Grüße']), { content: text('Grüße') }],
    ['an image', () => stream('image/png', [bytes]), { content: [{ type: 'image', data: 'AP8B', mimeType: 'image/png' }] }],
    ['audio', () => stream('Audio/MPEG', [bytes]), { content: [{ type: 'audio', data: 'AP8B', mimeType: 'audio/mpeg' }] }],
    [
      'other bytes',
      () => stream('application/zip', [bytes]),
      { content: [{ type: 'resource', resource: { uri: 'naftiko://things-mcp/x', mimeType: 'application/zip', blob: 'AP8B' } }] },
    ],
    ['nothing', () => stream('', [], 204), { content: text('done, without content (HTTP 204)') }],
    [
      'an event stream',
      () => stream('text/event-stream', ['data: {"a":1}\n\n', 'data: [DONE]\n\n']),
      { content: text('data: {"a":1}\n\ndata: [DONE]\n\n') },
    ],
  ])('is made of %s', async (_, outcome, result) => {
    expect((await call(answering(outcome))).result).toEqual({ ...result, isError: false })
  })

  it.each<[string, unknown, string]>([
    ['the words of the upstream', upstream(404, '{"error":{"message":"no such model"}}'), '{"error":{"message":"no such model"}}'],
    ['the status, when the upstream says nothing', upstream(503, ' '), 'HTTP 503'],
    ['what the caller did wrong', new InputError('"id" is required', { input: 'id' }), '"id" is required'],
    [
      'that the upstream is away',
      new UnavailableError('NAFTIKO_UPSTREAM_TIMEOUT', 'api did not answer within 30 s'),
      'api did not answer within 30 s',
    ],
    ['what could not be mapped', new MappingError('"total" cannot be mapped'), '"total" cannot be mapped'],
    ['that the host gave up', new CancelledError(), 'the call was cancelled'],
  ])('says %s', async (_, error, message) => {
    expect((await call(failing(error))).result).toEqual({ content: text(message), isError: true })
  })

  it('comes from an answer that breaks off as an error', async () => {
    const broken = answering(() =>
      stream(
        'text/plain',
        (async function* chunks() {
          yield 'half of it'
          throw new UnavailableError('NAFTIKO_UPSTREAM_CUT', 'the upstream broke off')
        })(),
      ),
    )
    expect((await call(broken)).result).toEqual({ content: text('the upstream broke off'), isError: true })
  })

  it('shows nothing of a bug, and logs it under the trace id that it shows', async () => {
    const { result, error, logged } = await call(failing(new Error('secret detail')))
    expect(result).toBeUndefined()
    expect(error).toMatchObject({ code: -32_603, data: { traceId: 'a'.repeat(32) } })
    expect(JSON.stringify(error)).not.toContain('secret detail')
    expect(logged).toMatchObject([{ level: 'error', fields: { traceId: 'a'.repeat(32), operation: 'things-mcp.x' } }])
  })

  it('fits its output schema even where nothing came, so that the client takes it', async () => {
    const output = { type: 'object', properties: { id: { type: 'string' } } }
    const outcomes: Outcome[] = [json({ id: null }), json({ id: 5, more: true }), json(null), stream('', [], 204)]
    await using served = await serve(entryOf([{ name: 'x', call: 'api.x' }]), {
      'api.x': { identity: false, output, invoke: async () => outcomes.shift()! },
    })
    const client = await connect(served.url)
    await client.listTools()
    for (const expected of [{ id: null }, { id: 5, more: true }, {}, {}]) {
      expect((await client.callTool({ name: 'x' })).structuredContent).toEqual(expected)
    }
    await client.close()
  })
})

describe('the arguments of a tool call', () => {
  const two: ToolEntry['inputParameters'] = [
    { name: 'filter[name]', type: 'string' },
    { name: 'limit', type: 'integer', required: false },
  ]
  const invokedWith = async (args: JsonObject | undefined, tool: Partial<ToolEntry>, called: Called = {}): Promise<JsonObject> => {
    const { invocation, result } = await call(called, args, tool)
    expect(result?.isError).toBe(false)
    return { ...invocation!.input }
  }

  it.each([
    ['by the name that clients see', { filter_name: 'a' }],
    ['by the name of the document', { 'filter[name]': 'a' }],
    ['in another spelling', { filterName: 'a' }],
  ])('reach the call under the name of the document when given %s', async (_, args) => {
    expect(await invokedWith(args, { inputParameters: two })).toEqual({ 'filter[name]': 'a' })
  })

  it('are put right where only one reading is possible', async () => {
    expect(await invokedWith({ filter_name: 7, limit: '5' }, { inputParameters: two })).toEqual({ 'filter[name]': '7', limit: 5 })
  })

  it('that are null and optional were not given', async () => {
    expect(await invokedWith({ filter_name: 'a', limit: null }, { inputParameters: two })).toEqual({ 'filter[name]': 'a' })
  })

  it('are an empty object when there are none', async () => {
    expect(await invokedWith(undefined, {})).toEqual({})
  })

  it('go along with a call that passes a body on, whatever they are called', async () => {
    const sent = JSON.parse('{"__proto__":{"admin":true},"constructor":1,"model":"m"}') as JsonObject
    const { invocation } = await call({ input: { payload: 'opaque', parameters: [] } }, sent)
    expect(Object.entries(invocation!.input)).toEqual([
      ['__proto__', { admin: true }],
      ['constructor', 1],
      ['model', 'm'],
    ])
    expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false)
    expect(invocation!.payload).toBeUndefined()
  })

  it.each<[string, JsonValue, string[]]>([
    ['are missing', {}, ['filter_name', 'required']],
    ['have the wrong type', { filter_name: 'a', limit: 'many' }, ['limit', 'integer']],
    ['are unknown', { filter_name: 'a', colour: 'red' }, ['no argument "colour"', '"filter_name", "limit"']],
    ['are named like a member of every object', JSON.parse('{"filter_name":"a","__proto__":1}') as JsonValue, ['no argument "__proto__"']],
    ['are no object', ['a'], ['must be an object']],
  ])('that %s are named in a result, and nothing is called', async (_, args, words) => {
    const { result, invocation } = await call({}, args as JsonObject, { inputParameters: two })
    expect(result?.isError).toBe(true)
    for (const word of words) expect((result!.content[0] as { text: string }).text).toContain(word)
    expect(invocation).toBeUndefined()
  })

  it('all that is wrong with them is said at once', async () => {
    const { result } = await call({}, { limit: 'many', colour: 'red' }, { inputParameters: two })
    expect((result!.content[0] as { text: string }).text).toMatch(/colour.*; .*filter_name.*; .*limit|colour.*; .*limit.*; .*filter_name/)
  })

  it('are checked by the schema of the document, where it spells one out', async () => {
    const inputSchema = { type: 'object', properties: { n: { type: 'number', minimum: 3 } }, required: ['n'] }
    expect(await invokedWith({ n: '4', other: true }, { inputSchema })).toEqual({ n: 4, other: true })
    expect((await call({}, { n: 1 }, { inputSchema })).result?.isError).toBe(true)
  })

  it('are not checked by a schema that is none', async () => {
    expect(await invokedWith({ n: 1 }, { inputSchema: { type: 'object', properties: { n: { type: 'nonsense' } } } })).toEqual({ n: 1 })
  })
})

describe('a tool call', () => {
  it('names the operation and continues the trace of the request, or of the message', async () => {
    const inHeader = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`
    const inMessage = `00-${'3'.repeat(32)}-${'4'.repeat(16)}-01`
    await using served = await serve(entryOf([{ name: 'x', call: 'api.x' }]), { 'api.x': {} })
    await post(served.url, callMessage('x'), { traceparent: inHeader, tracestate: 'a=b' })
    await post(served.url, callMessage('x', {}, { traceparent: inMessage }), { traceparent: inHeader })
    expect(served.invocations).toMatchObject([
      { operation: 'things-mcp.x', trace: { traceparent: inHeader, tracestate: 'a=b' } },
      { operation: 'things-mcp.x', trace: { traceparent: inMessage } },
    ])
  })

  it('finds a tool by the name that clients see, and by that of the document', async () => {
    await using served = await serve(entryOf([{ name: 'list.things', call: 'api.x' }]), { 'api.x': {} })
    for (const name of ['list_things', 'list.things']) expect((await post(served.url, callMessage(name))).status).toBe(200)
    expect(served.invocations).toHaveLength(2)
  })

  it.each([
    ['an unknown tool', { name: 'y' }, 'unknown tool "y"'],
    ['no tool', {}, 'the name of a tool is missing'],
  ])('of %s is an error of the protocol', async (_, params, message) => {
    await using served = await serve(entryOf([{ name: 'x' }]))
    const response = await post(served.url, { jsonrpc: '2.0', id: 7, method: 'tools/call', params })
    expect(await response.json()).toMatchObject({ id: 7, error: { code: -32_602, message: expect.stringContaining(message) as string } })
  })

  it('of a tool that calls nothing says so, whatever its arguments', async () => {
    await using served = await serve(
      entryOf([
        { name: 'dead', call: 'api.gone' },
        { name: 'alive', call: 'api.x' },
      ]),
      { 'api.x': {} },
    )
    const client = await connect(served.url)
    expect(await client.callTool({ name: 'dead', arguments: { a: 1 } })).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('cannot run') as string }],
    })
    expect(await client.callTool({ name: 'alive' })).toMatchObject({ isError: false })
    await client.close()
  })
})

describe('what follows an answer', () => {
  const tool: Partial<ToolEntry> = {
    inputParameters: [{ name: 'id' }],
    content: [
      'More about {{id}}:',
      { type: 'resource_link', uri: 'data://things/{{id}}', name: 'Thing {{ id }}', annotations: { priority: 0.5 } },
      { type: 'resource', resource: { uri: '{{id}}', text: '{{unknown}}' } },
    ],
  }

  it('are the blocks that the document declares, with the arguments in them', async () => {
    expect(
      (
        await call(
          answering(() => json({ a: 1 })),
          { id: 'a/b {{id}}' },
          tool,
        )
      ).result,
    ).toEqual({
      content: [
        { type: 'text', text: '{"a":1}' },
        { type: 'text', text: 'More about a/b {{id}}:' },
        { type: 'resource_link', uri: 'data://things/a%2Fb%20%7B%7Bid%7D%7D', name: 'Thing a/b {{id}}', annotations: { priority: 0.5 } },
        { type: 'resource', resource: { uri: 'a/b {{id}}', text: '{{unknown}}' } },
      ],
      structuredContent: { a: 1 },
      isError: false,
    })
  })

  it('is nothing after a failure', async () => {
    expect((await call(failing(upstream(500, 'no')), { id: 'a' }, tool)).result).toEqual({ content: text('no'), isError: true })
  })

  it('is an error of the server when its file is gone', async () => {
    const { error } = await call(
      answering(() => json({})),
      {},
      { content: [{ type: 'image', location: './nowhere.png' }] },
    )
    expect(error).toMatchObject({ code: -32_603, message: 'the file "./nowhere.png" cannot be read' })
  })
})

describe('an answer without text', () => {
  it('is refused when it is larger than the document allows', async () => {
    await using served = await serve(entryOf([{ name: 'x', call: 'api.x' }], { maxBinarySize: '1KiB' }), {
      'api.x': answering(() => stream('image/png', [new Uint8Array(600), new Uint8Array(600)])),
    })
    expect(await (await post(served.url, callMessage('x'))).json()).toMatchObject({
      result: { isError: true, content: [{ text: expect.stringContaining('1024') as string }] },
    })
  })
  it.each([
    [1024, false],
    [1025, true],
  ])('of %i bytes in a block is refused: %s', async (size, isError) => {
    const picture = { type: 'image', data: Buffer.alloc(size).toString('base64'), mimeType: 'image/png' }
    const blocks = [{ type: 'text', text: 'a picture' }, picture]
    await using served = await serve(entryOf([{ name: 'x', call: 'api.x' }], { maxBinarySize: '1KiB' }), {
      'api.x': answering(() => ({ kind: 'value', value: { a: 1 }, metadata: {}, blocks })),
    })
    const { result } = (await (await post(served.url, callMessage('x'))).json()) as { result: unknown }
    const refused = { isError: true, content: [{ text: expect.stringContaining('1024') as string }] }
    expect(result).toMatchObject(isError ? refused : { isError: false, content: blocks, structuredContent: { a: 1 } })
  })
})
