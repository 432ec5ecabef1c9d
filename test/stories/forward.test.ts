import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createEngine } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'
import { bytes, empty, hangUp, json, silence, text, upstream, type UpstreamRequest } from '@naftiko/testing'
import { forward, gateway, send, serve } from './forwarding.ts'

const MEGABYTE = Buffer.alloc(1024 * 1024, 'x')

describe('a forward', () => {
  it.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'REPORT'])('passes %s on', async (method) => {
    await using api = await upstream({ '* /v1/*': text('fine', { status: 207, headers: { 'x-api': 'yes' } }) })
    await using gate = await gateway({ api: `${api.url}/v1`, resources: [forward('/proxy/{path}')] })
    const answer = await send(gate.url, '/proxy/a/b', { method })
    expect([answer.status, answer.headers['x-api'], answer.body]).toEqual([207, 'yes', method === 'HEAD' ? '' : 'fine'])
    expect(answer.headers['content-length']).toBe('4')
    expect(api.requests.map((request) => [request.method, request.url])).toEqual([[method, '/v1/a/b']])
  })

  it('refuses TRACE, whose answer would show the credential', async () => {
    await using api = await upstream({ '* /*': text('TRACE') })
    await using gate = await gateway({ api: api.url, resources: [forward('/proxy/{path}')] })
    expect((await send(gate.url, '/proxy/a', { method: 'TRACE' })).status).toBe(404)
    expect(api.requests).toEqual([])
  })

  it.each<[string, string, string, string]>([
    ['/proxy/{path}', '/proxy/a/b', '', '/v1/a/b'],
    ['/proxy/{{path}}', '/proxy/a/b', '', '/v1/a/b'],
    ['/proxy/{path+}', '/proxy/a/b', '', '/v1/a/b'],
    ['/proxy/{+path}', '/proxy/a/b', '', '/v1/a/b'],
    ['/proxy/{proxy+}', '/proxy/a/b', '', '/v1/a/b'],
    ['/proxy/{rest}', '/proxy/a/b', '', '/v1/a/b'],
    ['/proxy', '/proxy/a/b', '', '/v1/a/b'],
    ['/proxy/', '/proxy/a/b', '', '/v1/a/b'],
    ['proxy/{path}', '/proxy/a/b', '', '/v1/a/b'],
    ['/{path}', '/a/b', '', '/v1/a/b'],
    ['/', '/a/b', '', '/v1/a/b'],
    ['/proxy/{path}', '/proxy/a/', '', '/v1/a/'],
    ['/proxy/{path}', '/proxy', '', '/v1'],
    ['/proxy/{path}', '/proxy/', '', '/v1'],
    ['/proxy', '/proxy', '', '/v1'],
    ['/{path}', '/', '', '/v1'],
    ['/v2-{path}', '/v2-a/b', '', '/v1/a/b'],
    ['/{path}/raw', '/a/b/raw', '', '/v1/a/b'],
    ['/t/{tenant}/api/{path}', '/t/acme/api/a', '/{tenant}', '/v1/acme/a'],
    ['/t/{tenant}/files', '/t/a%2Fb/files/x/y', '/{tenant}', '/v1/a%2Fb/x/y'],
  ])('at %s sends %s on, where the base address ends with "%s", as %s', async (path, target, base, expected) => {
    await using api = await upstream({ '* /*': json({}) })
    await using gate = await gateway({ api: `${api.url}/v1${base}`, resources: [forward(path)] })
    expect((await send(gate.url, target)).status).toBe(200)
    expect(api.requests.map(({ url }) => url)).toEqual([expected])
  })

  it('takes only what is below its path', async () => {
    await using api = await upstream({ '* /*': json({}) })
    await using gate = await gateway({ api: api.url, resources: [forward('/proxy/{path}')] })
    for (const target of ['/proxyx', '/', '/other/proxy/a']) expect((await send(gate.url, target)).status).toBe(404)
    expect(api.requests).toEqual([])
  })

  it.each(['?', '?a=1&a=2&b', `?q='x'&r="<y>"&s=%7e&t=a+b%20c&u=[1]&v=%zz&&=&w=caf%C3%A9`, '?redirect=https://evil.test/?a%23b'])(
    'keeps the query %s byte for byte',
    async (query) => {
      await using api = await upstream({ '* /*': json({}) })
      await using gate = await gateway({ api: api.url, resources: [forward('/proxy/{path}')] })
      await send(gate.url, `/proxy/a${query}`)
      await send(gate.url, `/proxy${query}`)
      expect(api.requests.map(({ url }) => url)).toEqual([`/a${query}`, `/${query}`])
    },
  )

  it.each([
    'a%2Fb',
    'a%20b%27c',
    `a'b(c)*d"e`,
    'a//b',
    '%E2%82%AC',
    'a:b@c',
    'a%252Fb',
    'a;v=1',
    '...',
    'a..b',
    '.hidden',
    '@evil.test/x',
    '/evil.test/x',
  ])('keeps the path %s byte for byte', async (path) => {
    await using api = await upstream({ '* /*': json({}) })
    await using gate = await gateway({ api: `${api.url}/v1`, resources: [forward('/proxy/{path}')] })
    expect((await send(gate.url, `/proxy/${path}`)).status).toBe(200)
    expect(api.requests.map(({ url }) => url)).toEqual([`/v1/${path}`])
  })

  it.each([
    '..',
    '.',
    '../admin',
    'a/../../admin',
    '%2e%2e/admin',
    '%2E./admin',
    'a/%2e%2e%2f%2e%2e%2fadmin',
    '..%2fadmin',
    '..%5cadmin',
    String.raw`..\admin`,
    '%252e%252e/admin',
    '%25252e%25252e%25252fadmin',
    '..;/admin',
    '..;x=1/admin',
    '%2e%2e%3b/admin',
    '%c0%ae%c0%ae/admin',
    '..%c0%af..%c0%afadmin',
    '%e0%80%ae./admin',
    '..%00/admin',
    '..%09/admin',
    'a/..',
  ])('refuses %s, which could lead out of the base address', async (path) => {
    await using api = await upstream({ '* /*': json({}) })
    await using gate = await gateway({ api: `${api.url}/v1`, resources: [forward('/proxy/{path}')] })
    const answer = await send(gate.url, `/proxy/${path}`)
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      400,
      expect.objectContaining({ code: 'NAFTIKO_INPUT_INVALID', input: 'path' }),
    ])
    expect(api.requests).toEqual([])
  })

  it.each(['GET', 'HEAD'])('leaves the description of the door to the door (%s)', async (method) => {
    await using api = await upstream({ '* /*': json({}) })
    await using gate = await gateway({ api: api.url, resources: [forward('/{path}')] })
    expect((await send(gate.url, '/openapi.json', { method })).status).toBe(200)
    expect(api.requests).toEqual([])
  })

  it('sends to the declared host, whatever the request names', async () => {
    await using api = await upstream({ '* /*': json({}) })
    await using other = await upstream({ '* /*': json({}) })
    await using gate = await gateway({ api: `${api.url}/v1`, resources: [forward('/{path}', ['Host', 'X-Forwarded-Host'])] })
    const host = new URL(other.url).host
    await send(gate.url, `${other.url}/a`)
    await send(gate.url, `//${host}/a`)
    await send(gate.url, '/a', { headers: { 'x-forwarded-host': host } })
    expect(other.requests).toEqual([])
    expect(api.requests.map(({ url, headers }) => [url, headers.host])).toEqual([
      ['/v1/a', new URL(api.url).host],
      [`/v1//${host}/a`, new URL(api.url).host],
      ['/v1/a', new URL(api.url).host],
    ])
  })
})

describe('headers of a request', () => {
  async function passed(
    headers: Record<string, string | string[]>,
    trusted?: readonly string[],
    consumes: object = {},
  ): Promise<UpstreamRequest> {
    await using api = await upstream({ '* /*': json({}) })
    await using gate = await gateway({
      api: api.url,
      resources: [forward('/proxy/{path}', trusted)],
      consumes,
      variables: { TOKEN: 'own' },
    })
    await send(gate.url, '/proxy/a', { method: 'POST', headers }, 'body')
    return api.requests[0]!
  }

  it.each<[string, string, string[] | undefined, boolean]>([
    ['content-type', 'text/x-own; charset=utf-8', undefined, true],
    ['content-encoding', 'x-own', undefined, true],
    ['accept', 'text/x-own', undefined, true],
    ['accept-encoding', 'br;q=0.5', undefined, true],
    ['range', 'bytes=0-1', undefined, true],
    ['if-none-match', '"a", W/"b"', undefined, true],
    ['if-match', '"a"', undefined, true],
    ['if-modified-since', 'Tue, 01 Jan 2030 00:00:00 GMT', undefined, true],
    ['if-unmodified-since', 'Tue, 01 Jan 2030 00:00:00 GMT', undefined, true],
    ['if-range', '"a"', undefined, true],
    ['x-version', '1', undefined, false],
    ['x-version', '1', ['X-VERSION'], true],
    ['x-version', '1', ['x-other'], false],
    ['x-forwarded-for', '10.0.0.1', undefined, false],
    ['accept-language', 'de', undefined, false],
    ['user-agent', 'own/1', undefined, false],
    ['user-agent', 'own/1', ['User-Agent'], true],
    ['authorization', 'Bearer of-the-caller', undefined, false],
    ['authorization', 'Bearer of-the-caller', ['Authorization'], true],
    ['cookie', 'session=1', undefined, false],
    ['cookie', 'session=1', ['Cookie'], false],
    ['te', 'trailers', ['TE'], false],
    ['proxy-authorization', 'Basic eA==', ['Proxy-Authorization'], false],
    ['keep-alive', 'timeout=1', ['Keep-Alive'], false],
  ])('with %s: %s and trust in %s: passed on is %s', async (name, value, trusted, isPassed) => {
    const { headers } = await passed({ [name]: value }, trusted)
    expect(headers[name] === value).toBe(isPassed)
  })

  it('pass on with all of their values', async () => {
    expect((await passed({ 'X-List': ['a', 'b, c'] }, ['x-list'])).headers['x-list']).toBe('a, b, c')
  })

  it('that Connection names are for this hop only', async () => {
    expect((await passed({ connection: 'close, X-Version', 'x-version': '1' }, ['X-Version'])).headers['x-version']).toBeUndefined()
  })

  it('carry the trace on', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
    expect((await passed({ traceparent })).headers['traceparent']).toMatch(new RegExp(`^00-${'a'.repeat(32)}-`))
  })

  it.each<[string, object, object]>([
    ['a bearer token', { authentication: { type: 'bearer', token: '{{TOKEN}}' } }, { authorization: 'Bearer own', 'x-key': 'caller' }],
    ['a key', { authentication: { type: 'apikey', key: 'X-Key', value: '{{TOKEN}}' } }, { 'x-key': 'own', authorization: undefined }],
    ['a key without a value', { authentication: { type: 'apikey', key: 'X-Key', value: '{{NONE}}' } }, {}],
    [
      'a constant',
      { inputParameters: [{ name: 'X-Key', in: 'header', value: 'own' }] },
      { 'x-key': 'own', authorization: 'Bearer caller' },
    ],
    [
      'a default',
      { inputParameters: [{ name: 'X-Key', in: 'header', default: 'own' }] },
      { 'x-key': 'caller', authorization: 'Bearer caller' },
    ],
  ])('give way to %s of the API', async (_, consumes, expected) => {
    const { headers } = await passed({ authorization: 'Bearer caller', 'x-key': 'caller' }, ['Authorization', 'X-Key'], consumes)
    const { authorization, 'x-key': key } = headers
    expect({ authorization, 'x-key': key }).toEqual(expected)
  })

  it('that are never passed on are reported where they are trusted', async () => {
    const engine = createEngine({ plugins: standardPlugins() })
    const { diagnostics } = await engine.validate({
      text: JSON.stringify({
        naftiko: 1,
        capability: {
          consumes: [{ type: 'http', namespace: 'api', baseUri: 'http://127.0.0.1' }],
          exposes: [{ type: 'rest', namespace: 'gate', resources: [forward('/p/{path}', ['X-A', 'Cookie'])] }],
        },
      }),
    })
    expect(diagnostics).toEqual([
      expect.objectContaining({
        code: 'NAFTIKO_HEADER_IGNORED',
        pointer: '/capability/exposes/0/resources/0/forward/trustedHeaders/1',
        severity: 'warning',
      }),
    ])
  })
})

describe('inputs and credentials of the consumed API', () => {
  it.each<[string, object, string, string]>([
    ['a constant of the query', { inputParameters: [{ name: 'version', in: 'query', value: '2' }] }, '?a=1', '/a?a=1&version=2'],
    [
      'a constant that a caller sends, too',
      { inputParameters: [{ name: 'version', in: 'query', value: '2' }] },
      '?%76ersion=1&a=%7e',
      '/a?a=%7e&version=2',
    ],
    ['a default', { inputParameters: [{ name: 'version', in: 'query', default: '2' }] }, '', '/a?version=2'],
    [
      'a default that a caller replaces',
      { inputParameters: [{ name: 'version', in: 'query', default: '2' }] },
      '?version=3',
      '/a?version=3',
    ],
    [
      'a key in the query',
      { authentication: { type: 'apikey', key: 'key', value: '{{TOKEN}}', placement: 'query' } },
      '?a=1',
      '/a?a=1&key=own',
    ],
    [
      'a key that a caller sends, too',
      { authentication: { type: 'apikey', key: 'key', value: '{{TOKEN}}', placement: 'query' } },
      '?key=x',
      '/a?key=own',
    ],
  ])('apply: %s', async (_, consumes, query, expected) => {
    await using api = await upstream({ '* /*': json({}) })
    await using gate = await gateway({ api: api.url, resources: [forward('/proxy/{path}')], consumes, variables: { TOKEN: 'own' } })
    expect((await send(gate.url, `/proxy/a${query}`)).status).toBe(200)
    expect(api.requests.map(({ url }) => url)).toEqual([expected])
  })

  it('apply: what stands behind the base address', async () => {
    await using api = await upstream({ '* /*': json({}) })
    await using gate = await gateway({ api: `${api.url}/v1?version=2`, resources: [forward('/proxy/{path}')] })
    await send(gate.url, '/proxy/a?version=3&b=1')
    expect(api.requests.map(({ url }) => url)).toEqual(['/v1/a?b=1&version=2'])
  })
})

describe('the answer', () => {
  it.each([200, 201, 202, 206, 301, 302, 304, 400, 401, 404, 409, 418, 429, 500, 503])('with status %s passes as it is', async (status) => {
    await using api = await upstream({
      '* /*': text('as it is', {
        status,
        headers: { etag: '"1"', 'content-type': 'text/x-own', 'retry-after': '7', 'www-authenticate': 'Own' },
      }),
    })
    await using gate = await gateway({ api: api.url, resources: [forward('/proxy/{path}')] })
    const { status: got, headers, body } = await send(gate.url, '/proxy/a')
    expect([got, body]).toEqual([status, status === 304 ? '' : 'as it is'])
    expect(headers).toMatchObject({ etag: '"1"', 'content-type': 'text/x-own', 'retry-after': '7', 'www-authenticate': 'Own' })
  })

  it('loses headers of the connection, and cookies', async () => {
    await using api = await upstream({
      '* /*': text('x', {
        headers: {
          'set-cookie': ['a=1', 'b=2'],
          'x-hop': '1',
          connection: 'keep-alive, X-Hop',
          'proxy-authenticate': 'x',
          vary: 'accept',
          link: ['<a>', '<b>'],
        },
      }),
    })
    await using gate = await gateway({ api: api.url, resources: [forward('/proxy/{path}')] })
    const { headers } = await send(gate.url, '/proxy/a')
    expect(headers).toMatchObject({ vary: 'accept', link: '<a>, <b>' })
    for (const name of ['set-cookie', 'x-hop', 'proxy-authenticate']) expect(headers).not.toHaveProperty(name)
  })

  it('keeps its encoding', async () => {
    await using api = await upstream({ '* /*': bytes(Buffer.from([1, 2, 3]), { headers: { 'content-encoding': 'br' } }) })
    await using gate = await gateway({ api: api.url, resources: [forward('/proxy/{path}')] })
    const answer = await send(gate.url, '/proxy/a', { headers: { 'accept-encoding': 'br' } })
    expect([answer.headers['content-encoding'], answer.body]).toEqual(['br', '\u0001\u0002\u0003'])
  })

  it.each<[string, string, string]>([
    ['below the base address', '{api}/v1/new/place?x=1#y', '{gate}/proxy/new/place?x=1#y'],
    ['below it, as a path', '/v1/new', '{gate}/proxy/new'],
    ['beside the request', './new:1', '{gate}/proxy/a/new:1'],
    ['at the base address', '{api}/v1', '{gate}/proxy/'],
    ['elsewhere at the API, as a path', '/login', '{api}/login'],
    ['beside the base address', '/v10/x', '{api}/v10/x'],
    ['to another origin', 'https://other.test/v1/x', 'https://other.test/v1/x'],
    ['with the key of the document', '{api}/v1/b?key=own&c=1', '{gate}/proxy/b?c=1'],
  ])('leads on: %s', async (_, location, expected) => {
    await using api = await upstream()
    api.on('* /*', empty(302, { location: location.replace('{api}', api.url) }))
    const authentication = { type: 'apikey', key: 'key', value: '{{TOKEN}}', placement: 'query' }
    await using gate = await gateway({
      api: `${api.url}/v1`,
      resources: [forward('/proxy/{path}')],
      consumes: { authentication },
      variables: { TOKEN: 'own' },
    })
    const target = '/proxy/a/b'
    const answer = await send(gate.url, target)
    const followed = new URL(answer.headers.location!, gate.url + target).href
    expect(followed).toBe(expected.replace('{api}', api.url).replace('{gate}', gate.url))
    expect(api.requests).toHaveLength(1)
  })

  it('is a problem where there is none', async () => {
    await using api = await upstream({ 'GET /gone': hangUp() })
    await using gate = await gateway({ api: api.url, resources: [forward('/proxy/{path}')] })
    const answer = await send(gate.url, '/proxy/gone')
    expect([answer.status, JSON.parse(answer.body)]).toEqual([502, expect.objectContaining({ code: 'NAFTIKO_UPSTREAM_UNREACHABLE' })])
  })
})

describe('bodies', () => {
  it('of 20 MB stream to the API, which sees the first bytes before the last are sent', async () => {
    let received = 0
    let first: (() => void) | undefined
    const begun = new Promise<void>((resolve) => (first = resolve))
    await using api = await serve((request, response) => {
      request.on('data', (piece: Buffer) => {
        received += piece.length
        first!()
      })
      request.on('end', () =>
        response.end(JSON.stringify({ received, length: request.headers['content-length'], type: request.headers['content-type'] })),
      )
    })
    await using gate = await gateway({ api: api.url, resources: [forward('/proxy/{path}')] })
    const length = 20 * MEGABYTE.length
    const sent = httpRequest(`${gate.url}/proxy/a`, { method: 'PUT', headers: { 'content-length': length, 'content-type': 'video/x-own' } })
    const answered = once(sent, 'response') as Promise<[NodeJS.ReadableStream]>
    sent.write(MEGABYTE)
    await begun
    expect(received).toBeLessThanOrEqual(MEGABYTE.length)
    for (let count = 1; count < 20; count += 1) if (!sent.write(MEGABYTE)) await once(sent, 'drain')
    sent.end()
    const pieces: Buffer[] = []
    for await (const piece of (await answered)[0]) pieces.push(piece as Buffer)
    expect(JSON.parse(Buffer.concat(pieces).toString())).toEqual({ received: length, length: String(length), type: 'video/x-own' })
  })

  it('of unknown length stream in chunks', async () => {
    await using api = await upstream({ '* /*': json({}) })
    await using gate = await gateway({ api: api.url, resources: [forward('/proxy/{path}')] })
    const sent = httpRequest(`${gate.url}/proxy/a`, { method: 'POST' })
    sent.write('one ')
    sent.end('two')
    await once(sent, 'response')
    const [request] = api.requests
    expect([request!.text(), request!.headers['transfer-encoding'], request!.headers['content-length']]).toEqual([
      'one two',
      'chunked',
      undefined,
    ])
  })

  it.each(['GET', 'DELETE', 'POST'])('go with %s, whatever they are', async (method) => {
    await using api = await upstream({ '* /*': json({}) })
    await using gate = await gateway({ api: api.url, resources: [forward('/proxy/{path}')] })
    await send(gate.url, '/proxy/a', { method, headers: { 'content-type': 'application/json', 'content-length': 5 } }, '{"a":')
    expect(api.requests.map((request) => [request.text(), request.headers['content-type']])).toEqual([['{"a":', 'application/json']])
  })

  it('larger than the exposer allows are refused', async () => {
    await using api = await upstream({ '* /*': json({}) })
    await using gate = await gateway({ api: api.url, resources: [forward('/proxy/{path}')], exposes: { maxBodySize: '1KiB' } })
    expect((await send(gate.url, '/proxy/a', { method: 'POST' }, 'x'.repeat(2000))).status).toBe(413)
    expect(api.requests).toEqual([])
  })

  it('of 20 MB stream to the caller, who sets the pace', async () => {
    let written = 0
    let finished = false
    await using api = await serve(async (_, response) => {
      response.writeHead(200, { 'content-type': 'video/x-own', 'content-length': 20 * MEGABYTE.length })
      for (let count = 0; count < 20; count += 1) {
        written += MEGABYTE.length
        if (!response.write(MEGABYTE)) await once(response, 'drain')
      }
      finished = true
      response.end()
    })
    await using gate = await gateway({ api: api.url, resources: [forward('/proxy/{path}')] })
    const sent = httpRequest(`${gate.url}/proxy/a`)
    sent.end()
    const [response] = (await once(sent, 'response')) as [NodeJS.ReadableStream & { headers: object }]
    response.pause()
    await delay(300)
    expect(finished).toBe(false)
    const held = written
    await delay(200)
    expect(written).toBe(held)
    let read = 0
    for await (const piece of response) read += (piece as Buffer).length
    expect([read, response.headers]).toEqual([
      20 * MEGABYTE.length,
      expect.objectContaining({ 'content-type': 'video/x-own', 'content-length': String(20 * MEGABYTE.length) }),
    ])
  })

  it('arrive event by event', async () => {
    await using api = await upstream()
    const stream = api.stream('GET /events')
    await using gate = await gateway({ api: api.url, resources: [forward('/proxy/{path}')] })
    const answer = await fetch(`${gate.url}/proxy/events`)
    const reader = answer.body!.getReader()
    await stream.event('one')
    expect(Buffer.from((await reader.read()).value!).toString()).toBe('data: one\n\n')
    await stream.event('two')
    expect(Buffer.from((await reader.read()).value!).toString()).toBe('data: two\n\n')
    await reader.cancel()
    await stream.aborted
  })
})

describe('a caller that goes away', () => {
  it('cancels a request that is not answered yet', async () => {
    await using api = await upstream({ '* /*': silence() })
    await using gate = await gateway({ api: api.url, resources: [forward('/proxy/{path}')] })
    const controller = new AbortController()
    const answered = fetch(`${gate.url}/proxy/a`, { signal: controller.signal }).catch(() => 'gone')
    const request = await api.next()
    controller.abort()
    await request.aborted
    expect(await answered).toBe('gone')
  })

  it('in the middle of its body cancels the request', async () => {
    let closed: (() => void) | undefined
    const cancelled = new Promise<void>((resolve) => (closed = resolve))
    let begun: (() => void) | undefined
    const first = new Promise<void>((resolve) => (begun = resolve))
    await using api = await serve((request) => {
      request.on('data', () => begun!())
      request.on('close', () => closed!())
      request.on('error', () => {})
    })
    await using gate = await gateway({ api: api.url, resources: [forward('/proxy/{path}')] })
    const sent = httpRequest(`${gate.url}/proxy/a`, { method: 'POST', headers: { 'content-length': 20 * MEGABYTE.length } })
    sent.on('error', () => {})
    sent.write(MEGABYTE)
    await first
    sent.destroy()
    await expect(cancelled).resolves.toBeUndefined()
  })
})

describe('declared operations', () => {
  const consumes = { resources: [{ path: '/declared', operations: [{ name: 'get', method: 'GET' }] }] }

  it.each<[string, string, string, string[]]>([
    ['serve their method', 'GET', '/proxy/a/b', ['GET /declared']],
    ['serve HEAD as GET', 'HEAD', '/proxy/a/b', ['GET /declared']],
    ['leave other methods to the forward', 'POST', '/proxy/a/b', ['POST /a/b']],
    ['leave OPTIONS to the forward', 'OPTIONS', '/proxy/a/b', ['OPTIONS /a/b']],
    ['leave the base address to the forward', 'GET', '/proxy', ['GET /']],
    ['of another resource win, whatever the order', 'GET', '/proxy/own', ['GET /declared']],
    ['of another resource leave other methods', 'PUT', '/proxy/own', ['PUT /own']],
  ])('%s', async (_, method, target, expected) => {
    await using api = await upstream({ '* /*': json({}) })
    const operations = [{ method: 'GET', name: 'one', call: 'api.get' }]
    const own = { path: '/proxy/own', operations: [{ method: 'GET', name: 'two', call: 'api.get' }] }
    await using gate = await gateway({ api: api.url, resources: [forward('/proxy/{path}', [], { operations }), own], consumes })
    expect((await send(gate.url, target, { method })).status).toBe(200)
    expect(api.requests.map((request) => `${request.method} ${request.url}`)).toEqual(expected)
  })

  it('are described, and forwards are not', async () => {
    await using api = await upstream({ '* /*': json({}) })
    const own = { path: '/own', operations: [{ method: 'GET', name: 'two', call: 'api.get' }] }
    await using gate = await gateway({ api: api.url, resources: [forward('/{path}'), own], consumes })
    const { paths } = JSON.parse((await send(gate.url, '/openapi.json')).body) as { paths: object }
    expect(Object.keys(paths)).toEqual(['/own'])
  })

  it('the more literal of two forwards wins', async () => {
    await using api = await upstream({ '* /*': json({}) })
    await using gate = await gateway({ api: api.url, resources: [forward('/{path}'), forward('/sub/{path}')] })
    await send(gate.url, '/sub/a')
    await send(gate.url, '/other/a')
    expect(api.requests.map(({ url }) => url)).toEqual(['/a', '/other/a'])
  })
})

describe('a document with a forward', () => {
  const engine = createEngine({ plugins: standardPlugins({ env: {} }) })
  const documentOf = (forwarding: object): string =>
    JSON.stringify({
      naftiko: 1,
      capability: {
        consumes: [{ type: 'http', namespace: 'github', baseUri: 'http://127.0.0.1:9' }],
        exposes: [{ type: 'rest', namespace: 'gate', resources: [{ path: '/p/{path}', forward: forwarding }] }],
      },
    })

  it.each([
    ['githbu', 'error', 'did you mean "github"?'],
    ['elsewhere', 'warning', 'requests can be passed on to github'],
  ])('to %s is told that there is no such API', async (targetNamespace, severity, hint) => {
    const { diagnostics } = await engine.validate({ text: documentOf({ targetNamespace }) })
    expect(diagnostics).toEqual([
      expect.objectContaining({
        code: 'NAFTIKO_FORWARD_TARGET',
        severity,
        hint,
        message: `no consumed API "${targetNamespace}"`,
        pointer: '/capability/exposes/0/resources/0/forward/targetNamespace',
      }),
    ])
  })

  it('to no such API answers 501', async () => {
    await using gate = await gateway({
      api: 'http://127.0.0.1:9',
      resources: [{ path: '/p/{path}', forward: { targetNamespace: 'elsewhere' } }],
    })
    const answer = await send(gate.url, '/p/a')
    expect([answer.status, answer.headers['content-type'], JSON.parse(answer.body)]).toEqual([
      501,
      'application/problem+json',
      expect.objectContaining({ code: 'NAFTIKO_CALL_UNRESOLVED', detail: expect.stringContaining('no consumed API "elsewhere"') }),
    ])
  })

  it.each(['target', 'namespace'])('may call the API "%s"', async (key) => {
    const { diagnostics } = await engine.validate({ text: documentOf({ [key]: 'github' }) })
    expect(diagnostics).toEqual([expect.objectContaining({ code: 'NAFTIKO_SYNONYM', severity: 'warning' })])
  })

  it('may have resources as a map, as newer documents do', async () => {
    await using api = await upstream({ '* /*': json({}) })
    await using gate = await gateway({
      api: api.url,
      resources: {
        notion: { path: '/notion/{{path}}', display: 'Notion', forward: { targetNamespace: 'api', trustedHeaders: ['Notion-Version'] } },
      },
      consumes: { authentication: { type: 'basic', username: 'scott', password: 'tiger' } },
    })
    await send(gate.url, '/notion/users/me', { headers: { 'notion-version': '2022-06-28' } })
    expect(api.requests.map(({ url, headers }) => [url, headers['notion-version'], headers.authorization])).toEqual([
      ['/users/me', '2022-06-28', 'Basic c2NvdHQ6dGlnZXI='],
    ])
  })

  it('is traced like any call', async () => {
    await using api = await upstream({ '* /*': json({}) })
    await using gate = await gateway({ api: api.url, resources: [forward('/p/{path}')] })
    const seen: unknown[] = []
    const note = (message: unknown): void => void seen.push(message)
    subscribe('tracing:naftiko:invoke:start', note)
    await send(gate.url, '/p/a', { method: 'PUT' })
    unsubscribe('tracing:naftiko:invoke:start', note)
    const invocation = expect.objectContaining({ method: 'PUT', path: 'a' }) as object
    expect(seen).toEqual([
      expect.objectContaining({ kind: 'exposed', operation: 'gate.* /p/{path}', invocation }),
      expect.objectContaining({ kind: 'consumed', operation: 'api.*', invocation }),
    ])
  })

  it('shows in its graph where requests go', async () => {
    const capability = await engine.load({ text: documentOf({ targetNamespace: 'github' }) })
    const { nodes, edges } = capability.graph
    expect(edges).toContainEqual({ from: 'gate.* /p/{path}', to: 'github' })
    expect(nodes.map(({ id }) => id)).toEqual(expect.arrayContaining(['github', 'gate.* /p/{path}']))
  })

  it('can be invoked in the same process', async () => {
    await using api = await upstream({ 'POST /v1/a%20b': json({ made: true }), 'GET /v1/none': text('no', { status: 404 }) })
    await using gate = await gateway({ api: `${api.url}/v1`, resources: [{ ...forward('/p/{path}'), name: 'all' }] })
    expect(await gate.host.invoke('gate.all', { method: 'post', path: 'a b', query: 'x=1' })).toMatchObject({
      kind: 'value',
      value: { made: true },
    })
    expect(api.requests[0]!.url).toBe('/v1/a%20b?x=1')
    await expect(gate.host.invoke('gate.all', { path: 'none' })).rejects.toMatchObject({ code: 'NAFTIKO_UPSTREAM_STATUS', status: 404 })
    await expect(gate.host.invoke('gate.all', { path: 'a/../..' })).rejects.toMatchObject({ code: 'NAFTIKO_INPUT_INVALID' })
    await expect(gate.host.invoke('gate.all', { method: 'TRACE' })).rejects.toMatchObject({
      code: 'NAFTIKO_INPUT_INVALID',
      input: 'method',
    })
  })
})
