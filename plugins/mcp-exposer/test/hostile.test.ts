import http from 'node:http'
import { PassThrough } from 'node:stream'
import { createInterface } from 'node:readline'
import { describe, expect, it, onTestFinished } from 'vitest'
import { mcpExposer } from '../src/index.ts'
import { testContext } from './link-context.ts'
import { entryOf, type Served, serve } from './served.ts'

const tools = [{ name: 'x', call: 'api.x', description: 'An x.', inputParameters: [{ name: 'a', type: 'object' as const }] }]
const SECRET = 'sk-secret-of-the-caller'
const LIMIT = 64 * 1024

/** What is sent, and what comes back. Where only one era or one transport knows it, the other has nothing. */
interface Hostile {
  readonly title: string
  readonly body: string | Buffer
  readonly headers?: Readonly<Record<string, string>>
  /** HTTP status and JSON-RPC code; a text is the code of an answer that is no JSON-RPC. */
  readonly http: readonly [status: number, code?: number | string]
  /** The code over stdio; `null` for no answer at all. Absent where it means nothing there. */
  readonly stdio?: number | null
}

const request = (method: string, params: object = {}, id: unknown = 1): string => JSON.stringify({ jsonrpc: '2.0', id, method, params })
const ping = (id: string): string => `{"jsonrpc":"2.0","id":${id},"method":"ping"}`
const META = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {} }
const modern = (method: string, params: object = {}, meta: object = META): string => request(method, { ...params, _meta: meta })
const about = (method: string, name?: string): Readonly<Record<string, string>> => ({
  'mcp-protocol-version': '2026-07-28',
  'mcp-method': method,
  ...(name === undefined ? {} : { 'mcp-name': name }),
})
const brackets = (count: number): string => '['.repeat(count) + ']'.repeat(count)

const CASES: readonly Hostile[] = [
  // No JSON, and no message.
  { title: 'half of a message', body: '{"jsonrpc":"2.0","id":1', http: [400, -32_700], stdio: -32_700 },
  {
    title: 'bytes that are no UTF-8',
    body: Buffer.from([...Buffer.from('{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":"'), 0xff, 0xfe, ...Buffer.from('"}}')]),
    http: [400, -32_700],
    stdio: -32_700,
  },
  { title: 'a number', body: '5', http: [400, -32_600], stdio: -32_600 },
  { title: 'null', body: 'null', http: [400, -32_600], stdio: -32_600 },
  { title: 'lists in lists', body: brackets(20_000), http: [400, -32_600], stdio: -32_600 },
  { title: 'a method that is a number', body: '{"jsonrpc":"2.0","id":1,"method":5}', http: [400, -32_600], stdio: -32_600 },
  { title: 'an answer to nothing', body: '{"jsonrpc":"2.0","id":1,"result":{}}', http: [202], stdio: null },
  // Ids.
  { title: 'the id null', body: ping('null'), http: [400, -32_600], stdio: -32_600 },
  { title: 'an id that is an object', body: ping('{"a":1}'), http: [400, -32_600], stdio: -32_600 },
  { title: 'an id with a fraction', body: ping('1.5'), http: [400, -32_600], stdio: -32_600 },
  { title: 'an id that no number can hold', body: ping('12345678901234567890'), http: [400, -32_602], stdio: -32_602 },
  { title: 'an id that is true', body: ping('true'), http: [400, -32_600], stdio: -32_600 },
  // Batches.
  { title: 'an empty batch', body: '[]', http: [400, -32_600], stdio: -32_600 },
  {
    title: 'a batch that is too long',
    body: `[${Array.from({ length: 101 }, (_, id) => ping(String(id))).join(',')}]`,
    http: [400, -32_600],
    stdio: -32_600,
  },
  { title: 'one id twice in a batch', body: `[${ping('1')},${ping('1')}]`, http: [400, -32_600], stdio: -32_600 },
  { title: 'a batch in a batch', body: `[[${ping('1')}]]`, http: [400, -32_600], stdio: -32_600 },
  {
    title: 'a batch where there are none',
    body: `[${modern('tools/list')}]`,
    headers: about('tools/list'),
    http: [400, -32_600],
    stdio: -32_600,
  },
  // Methods.
  { title: 'an unknown method', body: request('tools/destroy'), http: [200, -32_601], stdio: -32_601 },
  { title: 'a method of the prototype', body: request('__proto__'), http: [200, -32_601], stdio: -32_601 },
  { title: 'the constructor as a method', body: request('constructor'), http: [200, -32_601], stdio: -32_601 },
  { title: 'an unknown method of 2026-07-28', body: modern('toString'), headers: about('toString'), http: [404, -32_601], stdio: -32_601 },
  { title: 'an unknown notification', body: '{"jsonrpc":"2.0","method":"notifications/unheard-of"}', http: [202], stdio: null },
  { title: 'an unknown tool', body: request('tools/call', { name: 'toString' }), http: [200, -32_602], stdio: -32_602 },
  { title: 'a tool without a name', body: request('tools/call', { name: {} }), http: [200, -32_602], stdio: -32_602 },
  // Headers and body.
  { title: 'another method in the header', body: modern('tools/list'), headers: about('tools/call'), http: [400, -32_020] },
  { title: 'no method in the header', body: modern('tools/list'), headers: { 'mcp-protocol-version': '2026-07-28' }, http: [400, -32_020] },
  {
    title: 'another name in the header',
    body: modern('tools/call', { name: 'x' }),
    headers: about('tools/call', 'y'),
    http: [400, -32_020],
  },
  {
    title: 'a name that is no base64',
    body: modern('tools/call', { name: 'x' }),
    headers: about('tools/call', '=?base64?*?='),
    http: [400, -32_020],
  },
  {
    title: 'another revision in the header',
    body: modern('tools/list'),
    headers: { ...about('tools/list'), 'mcp-protocol-version': '2025-11-25' },
    http: [400, -32_020],
  },
  { title: 'a revision in the header alone', body: request('tools/list'), headers: about('tools/list'), http: [400, -32_602] },
  {
    title: 'a revision that does not exist',
    body: modern('tools/list', {}, { ...META, 'io.modelcontextprotocol/protocolVersion': '1999-01-01' }),
    headers: { ...about('tools/list'), 'mcp-protocol-version': '1999-01-01' },
    http: [400, -32_022],
    stdio: -32_022,
  },
  {
    title: 'an old revision that does not exist',
    body: request('tools/list'),
    headers: { 'mcp-protocol-version': '1999-01-01' },
    http: [400, -32_000],
  },
  { title: 'an envelope that is a list', body: request('tools/list', { _meta: [] }), http: [400, -32_600], stdio: -32_600 },
  // Size and form.
  { title: 'more than allowed', body: request('ping', { a: 'x'.repeat(LIMIT) }), http: [413, 'NAFTIKO_BODY_TOO_LARGE'], stdio: -32_600 },
  {
    title: 'another type',
    body: ping('1'),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    http: [415, 'NAFTIKO_MEDIA_TYPE'],
  },
  { title: 'a type that is none', body: ping('1'), headers: { 'content-type': ';;' }, http: [415, 'NAFTIKO_MEDIA_TYPE'] },
  { title: 'nothing', body: '', http: [400, -32_700] },
]

/** Sends it as it is, with the credential that a client has. `chunked` says no length. */
function send(
  served: Served,
  { body, headers = {} }: Pick<Hostile, 'body' | 'headers'>,
  chunked: boolean,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = http.request(served.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        authorization: `Bearer ${SECRET}`,
        ...(chunked ? {} : { 'content-length': Buffer.byteLength(body) }),
        ...headers,
      },
    })
    outgoing.on('error', reject)
    outgoing.on('response', (response) => {
      let text = ''
      response
        .setEncoding('utf8')
        .on('data', (chunk: string) => (text += chunk))
        .on('end', () => resolve({ status: response.statusCode!, text }))
    })
    if (chunked) outgoing.write(body)
    outgoing.end(chunked ? undefined : body)
  })
}

describe('hostile input over HTTP', () => {
  it.each(CASES)('$title: is answered as it deserves, and the next request as ever', async (hostile) => {
    await using served = await serve(entryOf(tools, { maxBodySize: LIMIT }), { 'api.x': {} })
    const [status, code] = hostile.http
    for (const chunked of [false, true]) {
      const answer = await send(served, hostile, chunked)
      expect(answer.status).toBe(status)
      const said: unknown = answer.text === '' ? 'nothing' : JSON.parse(answer.text)
      const expected = typeof code === 'number' ? { jsonrpc: '2.0', error: { code } } : { code, status }
      expect([said]).toMatchObject([code === undefined ? 'nothing' : expected])
      expect(answer.text).not.toContain(SECRET)
      const next = await send(served, { body: ping('9') }, false)
      expect([next.status, JSON.parse(next.text)]).toEqual([200, { jsonrpc: '2.0', id: 9, result: {} }])
    }
    expect(served.logged.filter(({ level }) => level === 'error')).toEqual([])
  })

  it('refuses a header that is larger than a server reads', async () => {
    await using served = await serve(entryOf(tools), { 'api.x': {} })
    expect((await send(served, { body: ping('1'), headers: { 'mcp-name': 'x'.repeat(20_000) } }, false)).status).toBe(431)
    expect((await send(served, { body: ping('9') }, false)).status).toBe(200)
  })
})

describe('hostile input over stdio', () => {
  it.each(CASES.filter(({ stdio }) => stdio !== undefined))(
    '$title: is answered as it deserves, and the next request as ever',
    async ({ body, stdio }) => {
      const test = testContext({ 'api.x': {} })
      const [stdin, stdout] = [new PassThrough(), new PassThrough()]
      const node = await mcpExposer({ stdin, stdout }).compile(entryOf(tools, { transport: 'stdio', maxBodySize: LIMIT }), test.context)
      await node.start!({ variables: {}, log: test.context.log, signal: new AbortController().signal, fail: () => {} })
      onTestFinished(() => node.stop!({ signal: AbortSignal.abort() }))
      const lines = createInterface(stdout)[Symbol.asyncIterator]()
      const next = async (): Promise<unknown> => JSON.parse((await lines.next()).value as string)
      stdin.write(body)
      stdin.write(`\n${ping('9')}\n`)
      const expected = [...(stdio === null ? [] : [{ error: { code: stdio } }]), { id: 9, result: {} }]
      for (const answer of expected) expect(await next()).toMatchObject({ jsonrpc: '2.0', ...answer })
    },
  )
})

describe.each(['arguments', '_meta'])('keys of the prototype in "%s"', (place) => {
  it('change nothing beyond the message', async () => {
    await using served = await serve(entryOf(tools), { 'api.x': {} })
    const poison = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'
    const body = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","${place}":${poison}}}`
    const answer = await send(served, { body }, false)
    expect([answer.status, JSON.parse(answer.text)]).toMatchObject([200, { id: 1 }])
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    expect(JSON.parse((await send(served, { body: ping('9') }, false)).text)).toEqual({ jsonrpc: '2.0', id: 9, result: {} })
  })
})
