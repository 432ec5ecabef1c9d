import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { McpExposesEntry } from '../src/index.ts'
import { type Called, json } from './link-context.ts'
import { entryOf, post, serve } from './served.ts'

const VERSION = '2026-07-28'

const ENVELOPE = {
  'io.modelcontextprotocol/protocolVersion': VERSION,
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '0' },
  'io.modelcontextprotocol/clientCapabilities': {},
}

const SERVER = { 'io.modelcontextprotocol/serverInfo': { name: 'things-mcp', version: '1.0.0' } }

const request = (method: string, params: object = {}, meta: object = ENVELOPE): object => ({
  jsonrpc: '2.0',
  id: 7,
  method,
  params: { ...params, _meta: meta },
})

function headersFor(method: string, name?: string): Record<string, string> {
  return { 'mcp-protocol-version': VERSION, 'mcp-method': method, ...(name === undefined ? {} : { 'mcp-name': name }) }
}

interface Answer {
  readonly status: number
  readonly body: { readonly id?: unknown; readonly result?: object; readonly error?: { readonly code: number; readonly data?: object } }
}

async function send(
  entry: McpExposesEntry,
  message: unknown,
  headers: Readonly<Record<string, string>>,
  called: Called = {},
): Promise<Answer> {
  await using served = await serve(entry, { 'api.x': called })
  const response = await post(served.url, message, headers)
  const text = await response.text()
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Answer['body'] }
}

const entry = entryOf([{ name: 'x', call: 'api.x' }], {
  description: 'All about things.',
  ttlMs: 5000,
  cacheScope: 'public',
  prompts: [{ name: 'hello', template: 'Hello.' }],
  resources: [
    { name: 'thing', uri: 'data://thing', call: 'api.x' },
    { name: 'user', uri: 'data://users/{id}', call: 'api.x' },
  ],
})
const cached = { ttlMs: 5000, cacheScope: 'public' }
const complete = { resultType: 'complete', _meta: SERVER }

describe('a request that says all about itself', () => {
  it('learns what the server is', async () => {
    expect(await send(entry, request('server/discover'), headersFor('server/discover'))).toEqual({
      status: 200,
      body: {
        jsonrpc: '2.0',
        id: 7,
        result: {
          supportedVersions: [VERSION],
          capabilities: { tools: { listChanged: true }, resources: { listChanged: true }, prompts: { listChanged: true } },
          instructions: 'All about things.',
          ...complete,
          ...cached,
        },
      },
    })
  })

  it.each<[string, object, string | undefined, object]>([
    ['tools/list', {}, undefined, { tools: [expect.objectContaining({ name: 'x' })], ...complete, ...cached }],
    [
      'tools/call',
      { name: 'x' },
      'x',
      { content: [{ type: 'text', text: '{"a":1}' }], structuredContent: { a: 1 }, isError: false, ...complete },
    ],
    ['resources/list', {}, undefined, { resources: [{ uri: 'data://thing', name: 'thing' }], ...complete, ...cached }],
    [
      'resources/templates/list',
      {},
      undefined,
      { resourceTemplates: [{ uriTemplate: 'data://users/{id}', name: 'user' }], ...complete, ...cached },
    ],
    [
      'resources/read',
      { uri: 'data://thing' },
      'data://thing',
      { contents: [{ uri: 'data://thing', mimeType: 'application/json', text: '{"a":1}' }], ...complete, ...cached },
    ],
    ['prompts/list', {}, undefined, { prompts: [{ name: 'hello' }], ...complete, ...cached }],
    ['prompts/get', { name: 'hello' }, 'hello', { messages: [{ role: 'user', content: { type: 'text', text: 'Hello.' } }], ...complete }],
  ])('%s has the result of every era, and says so', async (method, params, name, result) => {
    const { status, body } = await send(entry, request(method, params), headersFor(method, name), { invoke: async () => json({ a: 1 }) })
    expect({ status, result: body.result }).toEqual({ status: 200, result })
  })

  it('may keep silent about who sends it', async () => {
    const { 'io.modelcontextprotocol/clientInfo': _info, ...anonymous } = ENVELOPE
    expect((await send(entry, request('tools/list', {}, anonymous), headersFor('tools/list'))).status).toBe(200)
  })

  it('keeps nothing to itself without being told so', async () => {
    const { body } = await send(entryOf([]), request('tools/list'), headersFor('tools/list'))
    expect(body.result).toMatchObject({ ttlMs: 0, cacheScope: 'private' })
  })

  it.each(['initialize', 'ping', 'logging/setLevel', 'resources/subscribe', 'resources/unsubscribe', 'unknown/method', 'constructor'])(
    'finds no method %s',
    async (method) => {
      expect(await send(entry, request(method), headersFor(method))).toMatchObject({
        status: 404,
        body: { id: 7, error: { code: -32_601 } },
      })
    },
  )

  it.each<[string, string, object, string, number]>([
    ['an unknown tool', 'tools/call', { name: 'y' }, 'y', -32_602],
    ['an unknown resource', 'resources/read', { uri: 'data://no' }, 'data://no', -32_602],
    ['an unknown prompt', 'prompts/get', { name: 'y' }, 'y', -32_602],
  ])('has its failure inside the answer: %s', async (_, method, params, name, code) => {
    expect(await send(entry, request(method, params), headersFor(method, name))).toMatchObject({
      status: 200,
      body: { id: 7, error: { code } },
    })
  })

  it('names the resource that is not there, and nothing else', async () => {
    const { body } = await send(entry, request('resources/read', { uri: 'data://no' }), headersFor('resources/read', 'data://no'))
    expect(body.error?.data).toEqual({ uri: 'data://no' })
  })
})

describe('an envelope', () => {
  it.each<[string, object | undefined, string[]]>([
    ['is missing', undefined, ['_meta']],
    [
      'lacks the revision',
      { ...ENVELOPE, 'io.modelcontextprotocol/protocolVersion': undefined },
      ['io.modelcontextprotocol/protocolVersion'],
    ],
    [
      'lacks the capabilities',
      { ...ENVELOPE, 'io.modelcontextprotocol/clientCapabilities': undefined },
      ['io.modelcontextprotocol/clientCapabilities'],
    ],
  ])('that %s is refused', async (_, meta, missing) => {
    const message = { jsonrpc: '2.0', id: 7, method: 'tools/list', params: meta === undefined ? {} : { _meta: meta } }
    expect(await send(entry, message, headersFor('tools/list'))).toMatchObject({
      status: 400,
      body: { id: 7, error: { code: -32_602, data: { envelope: { missing } } } },
    })
  })

  it.each([
    ['a revision that is no text', { 'io.modelcontextprotocol/protocolVersion': 7 }],
    ['capabilities that are a list', { 'io.modelcontextprotocol/clientCapabilities': [] }],
    ['a client without a version', { 'io.modelcontextprotocol/clientInfo': { name: 'x' } }],
  ])('with %s is refused', async (_, wrong) => {
    expect(await send(entry, request('tools/list', {}, { ...ENVELOPE, ...wrong }), headersFor('tools/list'))).toMatchObject({
      status: 400,
      body: { id: 7, error: { code: -32_602 } },
    })
  })

  it.each(['v999.0.0', '2027-01-01', '2025-06-18'])('of the revision %s is told which there are', async (version) => {
    const meta = { ...ENVELOPE, 'io.modelcontextprotocol/protocolVersion': version }
    expect(
      await send(entry, request('tools/list', {}, meta), { ...headersFor('tools/list'), 'mcp-protocol-version': version }),
    ).toMatchObject({
      status: 400,
      body: { id: 7, error: { code: -32_022, data: { supported: [VERSION], requested: version } } },
    })
  })

  it('cannot be one of several', async () => {
    expect(await send(entry, [request('tools/list')], headersFor('tools/list'))).toMatchObject({
      status: 400,
      body: { error: { code: -32_600 } },
    })
  })
})

describe('headers', () => {
  const call = request('tools/call', { name: 'grüße' })
  const odd = entryOf([{ name: 'grüße', call: 'api.x' }])
  const base64 = (text: string): string => `=?base64?${Buffer.from(text).toString('base64')}?=`

  it.each<[string, Record<string, string>]>([
    ['the revision is missing', { 'mcp-method': 'tools/call', 'mcp-name': base64('grüße') }],
    ['the revision is another', { ...headersFor('tools/call', base64('grüße')), 'mcp-protocol-version': '2025-11-25' }],
    ['the method is missing', { 'mcp-protocol-version': VERSION, 'mcp-name': base64('grüße') }],
    ['the method is another', headersFor('tools/list', base64('grüße'))],
    ['the method is written otherwise', headersFor('TOOLS/CALL', base64('grüße'))],
    ['the name is missing', headersFor('tools/call')],
    ['the name is another', headersFor('tools/call', 'other')],
    ['the name is no base64', headersFor('tools/call', '=?base64?a?=')],
    ['the name is no text', headersFor('tools/call', '=?base64?/w==?=')],
  ])('that disagree with the body are refused: %s', async (_, headers) => {
    expect(await send(odd, call, headers)).toMatchObject({ status: 400, body: { id: 7, error: { code: -32_020 } } })
  })

  it.each([base64('grüße'), `  ${base64('grüße')}\t`])('may be encoded, with space around them', async (name) => {
    expect((await send(odd, call, headersFor('tools/call', name))).status).toBe(200)
  })

  it('are not asked of a notification, and must be true where they are', async () => {
    const notification = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 7 } }
    expect(await send(entry, notification, { 'mcp-protocol-version': VERSION })).toEqual({ status: 202, body: {} })
    expect((await send(entry, notification, headersFor('other'))).body).toMatchObject({ error: { code: -32_020 } })
  })

  it('repeat the arguments that a tool wants repeated', async () => {
    const inputSchema = {
      type: 'object',
      properties: {
        region: { type: 'string', 'x-mcp-header': 'Region' },
        page: { type: 'object', properties: { size: { type: 'integer', 'x-mcp-header': 'Size' } } },
      },
    }
    const routed = entryOf([{ name: 'r', call: 'api.x', inputSchema }])
    const ask = async (args: object, headers: Record<string, string>) => {
      const { status, body } = await send(routed, request('tools/call', { name: 'r', arguments: args }), {
        ...headersFor('tools/call', 'r'),
        ...headers,
      })
      return body.error?.code ?? status
    }
    expect(await ask({ region: 'eu', page: { size: 42 } }, { 'mcp-param-region': 'eu', 'mcp-param-size': '42.0' })).toBe(200)
    expect(await ask({ region: 'eü' }, { 'mcp-param-region': base64('eü') })).toBe(200)
    expect(await ask({}, {})).toBe(200)
    expect(await ask({ region: 'eu' }, {})).toBe(-32_020)
    expect(await ask({ region: 'eu' }, { 'mcp-param-region': 'us' })).toBe(-32_020)
    expect(await ask({ page: { size: 42 } }, { 'mcp-param-size': '0x2a' })).toBe(-32_020)
  })
})

describe('listening', () => {
  async function listening(notifications: object, more: Partial<McpExposesEntry> = {}) {
    const folder = await mkdtemp(path.join(tmpdir(), 'listening-'))
    await writeFile(path.join(folder, 'a.txt'), 'one')
    const served = await serve(
      entryOf([], { resources: [{ name: 'docs', uri: 'docs://all', location: pathToFileURL(folder).href }], ...more }),
    )
    const leaving = new AbortController()
    const response = await post(
      served.url,
      request('subscriptions/listen', { notifications }),
      headersFor('subscriptions/listen'),
      leaving.signal,
    )
    const events = messagesOf(response)
    return {
      ...served,
      folder,
      leaving,
      response,
      next: async () => (await events.next()).value,
      [Symbol.asyncDispose]: async () => {
        await served[Symbol.asyncDispose]()
        await rm(folder, { recursive: true })
      },
    }
  }
  const mine = { 'io.modelcontextprotocol/subscriptionId': 7 }

  it('hears first what it will hear, then of changes, and at last that it is over', async () => {
    await using talk = await listening({
      resourcesListChanged: true,
      toolsListChanged: true,
      resourceSubscriptions: ['docs://all/a.txt', 'data://x'],
    })
    expect(talk.response.headers.get('content-type')).toBe('text/event-stream')
    expect(await talk.next()).toEqual({
      jsonrpc: '2.0',
      method: 'notifications/subscriptions/acknowledged',
      params: { notifications: { resourcesListChanged: true, resourceSubscriptions: ['docs://all/a.txt'] }, _meta: mine },
    })
    await setTimeout(100)
    await writeFile(path.join(talk.folder, 'a.txt'), 'two, which is longer')
    expect(await talk.next()).toMatchObject({ method: 'notifications/resources/updated', params: { uri: 'docs://all/a.txt', _meta: mine } })
    await writeFile(path.join(talk.folder, 'b.txt'), 'new')
    expect(await talk.next()).toMatchObject({ method: 'notifications/resources/list_changed', params: { _meta: mine } })
    await talk.node.drain!({ signal: new AbortController().signal })
    expect(await talk.next()).toEqual({ jsonrpc: '2.0', id: 7, result: { resultType: 'complete', _meta: { ...mine, ...SERVER } } })
    expect(await talk.next()).toBeUndefined()
  })

  it('is not taken for a leak of listeners where many listen', async () => {
    const warnings: string[] = []
    const note = ({ message }: Error): void => void warnings.push(message)
    process.on('warning', note)
    await using talk = await listening({ resourcesListChanged: true })
    const ask = request('subscriptions/listen', { notifications: { resourcesListChanged: true } })
    const others = await Promise.all(
      Array.from({ length: 12 }, async () => messagesOf(await post(talk.url, ask, headersFor('subscriptions/listen')))),
    )
    for (const events of others) expect((await events.next()).value).toMatchObject({ method: 'notifications/subscriptions/acknowledged' })
    await talk.node.drain!({ signal: new AbortController().signal })
    for (const events of others) expect((await events.next()).value).toMatchObject({ result: { resultType: 'complete' } })
    process.off('warning', note)
    expect(warnings).toEqual([])
  })

  it('is over at once where there is nothing to hear', async () => {
    await using talk = await listening({ promptsListChanged: true })
    expect(await talk.next()).toMatchObject({ params: { notifications: {} } })
    expect(await talk.next()).toMatchObject({ id: 7, result: { resultType: 'complete' } })
  })

  it('ends when the client leaves', async () => {
    await using talk = await listening({ resourcesListChanged: true })
    await talk.next()
    const closed = new Promise<void>((resolve) => talk.server.once('connection', () => resolve()))
    talk.leaving.abort()
    await fetch(talk.url).then((response) => response.text())
    await closed.catch(() => {})
    await writeFile(path.join(talk.folder, 'b.txt'), 'nobody is told')
    await setTimeout(150)
    expect(talk.logged.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([])
  })

  it.each([
    ['no wishes', {}],
    ['wishes in a list', { notifications: [] }],
    ['addresses that are none', { notifications: { resourceSubscriptions: [5] } }],
  ])('refuses %s', async (_, params) => {
    await using served = await serve(entry)
    const response = await post(served.url, request('subscriptions/listen', params), { ...headersFor('subscriptions/listen') })
    expect(await response.text()).toContain('"code":-32602')
  })

  it('needs a client that takes a stream', async () => {
    expect(
      (
        await send(entry, request('subscriptions/listen', { notifications: {} }), {
          ...headersFor('subscriptions/listen'),
          accept: 'application/json',
        })
      ).body,
    ).toMatchObject({ id: 7, error: { code: -32_600 } })
  })
})

describe('both eras on one endpoint', () => {
  it('are told apart by each message alone', async () => {
    await using served = await serve(entry, { 'api.x': {} })
    const old = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
    for (let round = 0; round < 2; round += 1) {
      expect(await (await post(served.url, old)).json()).toEqual({ jsonrpc: '2.0', id: 1, result: { tools: [expect.anything()] } })
      expect(await (await post(served.url, request('tools/list'), headersFor('tools/list'))).json()).toMatchObject({
        result: { resultType: 'complete' },
      })
    }
  })

  it('a client that hangs up cancels what it called', async () => {
    let begin!: (signal: AbortSignal) => void
    const begun = new Promise<AbortSignal>((resolve) => (begin = resolve))
    const invoke = ({ signal }: { signal: AbortSignal }) => {
      begin(signal)
      return new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))))
    }
    await using served = await serve(entry, { 'api.x': { invoke } })
    const leaving = new AbortController()
    const answer = post(served.url, request('tools/call', { name: 'x' }), headersFor('tools/call', 'x'), leaving.signal)
    const aborted = once(await begun, 'abort')
    leaving.abort()
    await expect(answer).rejects.toThrow(/abort/i)
    await aborted
  })
})

async function* messagesOf(response: Response): AsyncGenerator<unknown, undefined> {
  let rest = ''
  for await (const chunk of response.body! as unknown as AsyncIterable<Uint8Array>) {
    rest += Buffer.from(chunk).toString()
    for (let end = rest.indexOf('\n\n'); end !== -1; end = rest.indexOf('\n\n')) {
      const data = /^data: (.*)$/m.exec(rest.slice(0, end))?.[1]
      rest = rest.slice(end + 2)
      if (data !== undefined) yield JSON.parse(data) as unknown
    }
  }
  return undefined
}
