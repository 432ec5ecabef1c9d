import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { memoryDocument, testEngine } from '@naftiko/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { mcpConsumer } from '../src/index.ts'
import { consumed, type Consumed } from './consumed.ts'
import { sdk1 } from './servers/sdk-1.ts'
import { sdk2 } from './servers/sdk-2.ts'
import { type TestServer, testServer } from './servers/test-server.ts'

const URL_OF_A_SERVER = 'https://mcp.example.com/mcp'
const QUESTION = {
  who: { method: 'elicitation/create', params: { mode: 'form', message: 'Who?', requestedSchema: { type: 'object', properties: {} } } },
}
const open: AsyncDisposable[] = []

afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one[Symbol.asyncDispose]()
})

/** A server, and a host that consumes it as the entry says. */
async function books(entry: object, variables: Record<string, string> = {}): Promise<Consumed & { readonly server: TestServer }> {
  const server = await testServer(sdk2)
  open.push(server)
  const one = await consumed({ baseUri: server.url, tools: [{ name: 'echo' }, { name: 'seen' }], ...entry } as never, { variables })
  open.push(one)
  return { ...one, server, [Symbol.asyncDispose]: one[Symbol.asyncDispose] }
}

async function seen(one: Consumed): Promise<Record<string, string>> {
  const collected = (await one.call('seen')) as { value?: { headers: Record<string, string> } }
  return collected.value!.headers
}

async function report(entry: object): Promise<readonly string[]> {
  const engine = testEngine([mcpConsumer()])
  const document = memoryDocument({ consumes: [{ type: 'mcp', namespace: 'books', tools: [{ name: 'echo' }], ...entry }] })
  const { diagnostics } = await engine.validate(document)
  // The engine of these tests has no binder.
  const own = diagnostics.filter(({ code }) => code !== 'NAFTIKO_NO_PLUGIN')
  return own.map(({ severity, code, pointer }) => `${severity} ${code} ${pointer.replace('/capability/consumes/0', '')}`)
}

describe('an entry', () => {
  it.each([
    ['an address', { baseUri: URL_OF_A_SERVER }, []],
    ['a variable as its address', { baseUri: '{{MCP_URL}}' }, ['warning NAFTIKO_VARIABLE_UNBOUND /baseUri']],
    ['a command', { command: 'node', args: ['server.js', 3, true], env: { A: 'b' } }, []],
    ['tools as a map', { baseUri: URL_OF_A_SERVER, tools: { echo: {}, read: { tool: 'read_file' } } }, []],
    ['no type, but a command', { type: undefined, command: 'node', tools: { echo: {} } }, ['warning NAFTIKO_TYPE_MISSING ']],
    ['neither address nor command', {}, ['warning NAFTIKO_BASE_URI_UNUSABLE ']],
    ['no HTTP address', { baseUri: 'ftp://x' }, ['warning NAFTIKO_BASE_URI_UNUSABLE /baseUri']],
    ['both', { baseUri: URL_OF_A_SERVER, command: 'node' }, ['warning NAFTIKO_MCP_SERVER /baseUri']],
    [
      'a credential for a process',
      { command: 'node', authentication: { type: 'bearer', token: 'x' } },
      ['warning NAFTIKO_MCP_SERVER /authentication'],
    ],
    ['a folder that is not there', { command: 'node', cwd: './no-such-folder' }, ['warning NAFTIKO_MCP_SERVER /cwd']],
    [
      'a credential of an unknown kind',
      { baseUri: URL_OF_A_SERVER, authentication: { type: 'ticket' } },
      ['warning NAFTIKO_AUTHENTICATION_UNSUPPORTED /authentication'],
    ],
    [
      'half a credential',
      { baseUri: URL_OF_A_SERVER, authentication: { type: 'bearer' } },
      ['warning NAFTIKO_AUTHENTICATION_INCOMPLETE /authentication'],
    ],
    [
      'a header for callers to fill',
      { baseUri: URL_OF_A_SERVER, inputParameters: [{ name: 'X-A', in: 'header' }] },
      ['warning NAFTIKO_HEADER_IGNORED /inputParameters/0'],
    ],
    [
      'a header of the protocol',
      { baseUri: URL_OF_A_SERVER, inputParameters: [{ name: 'Mcp-Session-Id', in: 'header', value: '1' }] },
      ['warning NAFTIKO_HEADER_IGNORED /inputParameters/0'],
    ],
    ['a tool without a name', { baseUri: URL_OF_A_SERVER, tools: [{}] }, ['warning NAFTIKO_OPERATION_UNNAMED /tools/0']],
    [
      'two tools of one name',
      { baseUri: URL_OF_A_SERVER, tools: [{ name: 'a' }, { name: 'a' }] },
      ['warning NAFTIKO_OPERATION_NAMESAKE /tools/1'],
    ],
    ['no size', { baseUri: URL_OF_A_SERVER, maxMessageSize: 'much' }, ['error NAFTIKO_SIZE_INVALID /maxMessageSize']],
    ['no time', { baseUri: URL_OF_A_SERVER, timeouts: { connect: '0s' } }, ['warning NAFTIKO_WRONG_FORM /timeouts/connect']],
    ['an unknown key', { baseUri: URL_OF_A_SERVER, path: '/x' }, ['warning NAFTIKO_UNKNOWN_KEY /path']],
    [
      '"operations" for its tools',
      { baseUri: URL_OF_A_SERVER, tools: undefined, operations: [{ name: 'a' }] },
      ['warning NAFTIKO_SYNONYM /operations'],
    ],
  ])('with %s', async (_, entry, expected) => {
    expect(await report(entry)).toEqual(expected)
  })

  it('does not let callers say where a server is', async () => {
    expect(await report({ baseUri: 'https://{{host}}/mcp' })).toContainEqual(
      expect.stringMatching(/NAFTIKO_(TEMPLATE_CALLER|VARIABLE_UNBOUND) \/baseUri/),
    )
    await using one = await consumed({ baseUri: 'https://{{host}}/mcp', tools: [{ name: 'echo' }] })
    expect(await one.failure('echo', { host: 'evil.example' })).toMatchObject({ code: 'NAFTIKO_BASE_URI_UNUSABLE', fault: 'engine' })
  })

  it('does not let callers say what is run', async () => {
    await using one = await consumed({ command: '{{program}}', args: ['{{script}}'], tools: [{ name: 'echo' }] })
    expect(await one.failure('echo', { program: 'sh', script: '-c' })).toMatchObject({ code: 'NAFTIKO_MCP_SERVER', fault: 'engine' })
  })

  it('names the variables that an address lacks, when it is called', async () => {
    await using one = await consumed({ baseUri: '{{MCP_URL}}', tools: [{ name: 'echo' }] })
    const failure = await one.failure('echo')
    expect(failure.message).toBe(
      '"books" cannot be called: its address needs MCP_URL, which has no value; set baseUri or pass --base-uri books=<url>',
    )
  })
})

describe('the credential', () => {
  it.each([
    ['bearer', { type: 'bearer', token: '{{TOKEN}}' }, { authorization: 'Bearer sk-1' }],
    ['basic', { type: 'basic', username: 'ann', password: '{{TOKEN}}' }, { authorization: `Basic ${btoa('ann:sk-1')}` }],
    ['an API key', { type: 'apikey', key: 'X-Key', value: '{{TOKEN}}' }, { 'x-key': 'sk-1' }],
  ])('is %s in every request', async (_, authentication, expected) => {
    const one = await books({ authentication }, { TOKEN: 'sk-1' })
    expect(await seen(one)).toMatchObject(expected)
    for (const { headers } of one.server.requests) expect(headers).toMatchObject(expected)
  })

  it('may be in the query', async () => {
    const one = await books({ authentication: { type: 'apikey', key: 'key', value: '{{TOKEN}}', placement: 'query' } }, { TOKEN: 's k' })
    await one.call('echo')
    expect(one.server.requests.map(({ url }) => url)).toEqual(one.server.requests.map(() => '/mcp?key=s+k'))
  })

  it('is left out where its variable has no value', async () => {
    const one = await books({ authentication: { type: 'bearer', token: '{{TOKEN}}' } })
    expect(await seen(one)).not.toHaveProperty('authorization')
  })

  it('that cannot be made refuses calls', async () => {
    const one = await books({ authentication: { type: 'ticket' } })
    expect(await one.failure('echo')).toMatchObject({ code: 'NAFTIKO_AUTHENTICATION_UNSUPPORTED', status: 501 })
    expect(one.server.requests).toEqual([])
  })

  it('does not follow a server to another address', async () => {
    const other = await testServer(sdk2)
    open.push(other)
    const one = await books({ authentication: { type: 'bearer', token: '{{TOKEN}}' } }, { TOKEN: 'sk-1' })
    one.server.instead = (_, response) => response.writeHead(307, { location: other.url }).end()
    await one.failure('echo')
    expect(other.requests).toEqual([])
  })

  it('has company in headers that the document gives', async () => {
    const one = await books({ inputParameters: [{ name: 'X-Tenant', in: 'header', value: '{{TENANT}}' }] }, { TENANT: 'acme' })
    expect(await seen(one)).toMatchObject({ 'x-tenant': 'acme' })
    expect(await one.call('echo', { 'X-Tenant': 'evil' })).toMatchObject({ value: { given: { 'X-Tenant': 'evil' } } })
    expect(await seen(one)).toMatchObject({ 'x-tenant': 'acme' })
  })

  it('of a caller stays with the caller, and the log says so once', async () => {
    const one = await books({})
    const callerHeaders = (namespace: string): Record<string, string> =>
      namespace === 'books' ? { authorization: 'Bearer of-the-caller' } : {}
    for (const headers of [() => ({}), callerHeaders, callerHeaders]) {
      const collected = (await one.call('seen', {}, { callerHeaders: headers })) as never as { value: { headers: object } }
      expect(collected.value.headers).not.toHaveProperty('authorization')
    }
    const warnings = one.log.records.filter(({ level }) => level === 'warn').map(({ message }) => message)
    expect(warnings).toEqual(['headers of callers are not passed on to "books": all of them share one connection to an MCP server'])
  })
})

describe('what a server answers instead of MCP', () => {
  it.each([
    ['a status', 401, 'go away', 'NAFTIKO_UPSTREAM_STATUS', 401],
    ['another status', 503, '', 'NAFTIKO_UPSTREAM_STATUS', 503],
    ['a page', 200, '<html>', 'NAFTIKO_UPSTREAM_INVALID', 502],
  ])('%s', async (_, status, body, code, told) => {
    const one = await books({})
    one.server.instead = (__, response) => response.writeHead(status, { 'content-type': 'text/html' }).end(body)
    expect(await one.failure('echo')).toMatchObject({ code, status: told, fault: 'upstream' })
    one.server.instead = undefined
    expect(await one.call('echo')).toMatchObject({ kind: 'json' })
  })

  it.each([
    ['a result that is none', { resultType: 'complete', content: 'Emma' }],
    ['a question that only a person could answer', { resultType: 'input_required', inputRequests: QUESTION, requestState: 'x' }],
    ['a result of a kind that is not known', { resultType: 'later' }],
  ])('%s', async (_, result) => {
    const one = await books({})
    await one.call('echo')
    one.server.instead = (request, response) => {
      void text(request).then((body) => {
        const { id } = JSON.parse(body) as { id: number }
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ jsonrpc: '2.0', id, result }))
      })
    }
    expect(await one.failure('echo')).toMatchObject({ code: 'NAFTIKO_UPSTREAM_INVALID', status: 502, fault: 'upstream' })
  })

  it('an answer that is small only while it is packed', async () => {
    const one = await books({ maxMessageSize: '100kB' })
    await one.call('echo')
    one.server.instead = (request, response) => {
      void text(request).then((body) => {
        const { id } = JSON.parse(body) as { id: number }
        const result = { resultType: 'complete', content: [{ type: 'text', text: 'x'.repeat(300_000) }] }
        const packed = gzipSync(JSON.stringify({ jsonrpc: '2.0', id, result }))
        const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip', 'content-length': packed.length }
        response.writeHead(200, headers).end(packed)
      })
    }
    expect(await one.failure('echo')).toMatchObject({ code: 'NAFTIKO_OUTCOME_TOO_LARGE', status: 502 })
  })

  it('nothing at all', async () => {
    const one = await books({ timeouts: { connect: '300ms' } })
    one.server.instead = () => {}
    expect(await one.failure('echo')).toMatchObject({ code: 'NAFTIKO_UPSTREAM_TIMEOUT', status: 504 })
    one.server.instead = undefined
    expect(await one.call('echo')).toMatchObject({ kind: 'json' })
  })

  it('the end of the connection', async () => {
    const one = await books({})
    one.server.instead = (request) => request.socket.destroy()
    expect(await one.failure('echo')).toMatchObject({ code: 'NAFTIKO_UPSTREAM_UNREACHABLE', status: 502 })
  })
})

describe('the arguments of a tool', () => {
  const declared = {
    tools: [
      {
        name: 'echo',
        inputParameters: [
          { name: 'isbn', type: 'string', required: true, description: 'Number of the book' },
          { name: 'copies', type: 'integer', default: 1 },
          { name: 'shelf', value: '{{SHELF}}' },
          { name: 'label', value: '{{shelf}}/{{isbn}}' },
          { name: 'note' },
        ],
      },
    ],
  }

  it('are those that are declared, with constants and defaults', async () => {
    const one = await books(declared, { SHELF: 'A7' })
    const given = { isbn: '1', shelf: 'Z9', label: 'x', unknown: true }
    expect(await one.call('echo', given)).toMatchObject({ value: { given: { isbn: '1', copies: 1, shelf: 'A7', label: 'A7/1' } } })
    const { value } = (await one.call('echo', given)) as never as { value: { given: object } }
    expect(value.given).not.toHaveProperty('unknown')
    expect(await one.failure('echo')).toMatchObject({ code: 'NAFTIKO_INPUT_MISSING', fault: 'caller', message: '"isbn" is required' })
    expect(one.node.operations[0]!.input).toEqual({
      payload: 'none',
      parameters: [
        { name: 'isbn', required: true, schema: { type: 'string', description: 'Number of the book' } },
        { name: 'copies', required: false, schema: { type: 'integer', default: 1 } },
        { name: 'note', required: false, schema: {} },
      ],
    })
  })

  it.each([
    ['string', 7, '7'],
    ['string', true, 'true'],
    ['integer', '7', 7],
    ['number', ' -1.5e3 ', -1500],
    ['integer', '007', '007'],
    ['integer', '12345678901234567890', '12345678901234567890'],
    ['integer', 'seven', 'seven'],
    ['boolean', 'false', false],
    ['boolean', 'no', 'no'],
    ['array', '["a"]', ['a']],
    ['object', '{"a":1}', { a: 1 }],
    ['object', '{', '{'],
    [undefined, '7', '7'],
    ['json', '7', '7'],
  ])('come in the declared type %s: %j', async (type, given, sent) => {
    const one = await books({ tools: [{ name: 'echo', inputParameters: [{ name: 'x', ...(type === undefined ? {} : { type }) }] }] })
    expect(await one.call('echo', { x: given })).toMatchObject({ value: { given: { x: sent } } })
  })

  it('are whatever a caller sends where none are declared', async () => {
    const one = await books({})
    expect(await one.call('echo', { a: 1 })).toMatchObject({ value: { given: { a: 1 } } })
    const bytes = Buffer.from('{"a":{"b":[1,null]}}')
    expect(await one.call('echo', {}, { payload: { mediaType: 'application/json', bytes } })).toMatchObject({
      value: { given: { a: { b: [1, null] } } },
    })
    expect(await one.call('echo', {}, { payload: { mediaType: 'application/json', value: { a: 2 } } })).toMatchObject({
      value: { given: { a: 2 } },
    })
  })

  it.each([
    ['a list', '[1]'],
    ['no JSON', '{'],
    ['a number that would become another', '{"id":12345678901234567890}'],
  ])('are refused as %s', async (_, body) => {
    const one = await books({})
    const failure = await one.failure('echo', {}, { payload: { mediaType: 'application/json', bytes: Buffer.from(body) } })
    expect(failure).toMatchObject({ code: 'NAFTIKO_INPUT_INVALID', fault: 'caller' })
    expect(one.server.called).toEqual([])
  })

  it('cannot reach the prototype of anything', async () => {
    const server = await testServer(sdk1)
    open.push(server)
    const one = await consumed({ baseUri: server.url, tools: [{ name: 'echo' }] })
    open.push(one)
    const bytes = Buffer.from('{"__proto__":{"polluted":true},"constructor":1}')
    await one.call('echo', {}, { payload: { mediaType: 'application/json', bytes } })
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})
