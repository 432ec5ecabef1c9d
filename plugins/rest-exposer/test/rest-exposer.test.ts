import net from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Outcome } from '@naftiko/plugin-api'
import { UnavailableError } from '@naftiko/plugin-api'
import { createEngine } from '@naftiko/core'
import { restExposer } from '../src/index.ts'
import { restFor, type RestOptions, route } from './rest.ts'

type Sent = NonNullable<RequestInit['body']>

const streamed = (pieces: readonly string[], mediaType = 'text/plain', fail?: Error): NonNullable<RestOptions['answer']> => {
  async function* chunks(): AsyncIterable<Uint8Array> {
    for (const piece of pieces) yield Buffer.from(piece)
    if (fail !== undefined) throw fail
  }
  return async (): Promise<Outcome> => ({
    kind: 'stream',
    mediaType,
    chunks: chunks(),
    metadata: { status: 200, headers: { 'x-kept': '1' } },
  })
}

describe('routing', () => {
  it.each<[string, string[], string, object]>([
    ['a variable', ['/a/{x}'], '/a/1', { x: '1' }],
    ['double braces', ['/a/{{x}}'], '/a/1', { x: '1' }],
    ['several in one segment', ['/a/{x}.{y}'], '/a/1.2', { x: '1', y: '2' }],
    ['a verb behind a variable', ['/a/{x}:cancel'], '/a/1:cancel', { x: '1' }],
    ['a name with a hyphen', ['/a/{book-id}'], '/a/1', { 'book-id': '1' }],
    ['the rest', ['/a/{+rest}'], '/a/b/c', { rest: 'b/c' }],
    ['a literal before a variable', ['/a/{x}', '/a/me'], '/a/me', {}],
    ['a variable before the rest', ['/a/{+rest}', '/a/{x}'], '/a/1', { x: '1' }],
    ['a trailing slash', ['/a/{x}'], '/a/1/', { x: '1' }],
    ['an encoded slash', ['/a/{x}'], '/a/b%2Fc', { x: 'b/c' }],
    ['an accent in a literal', ['/café/{x}'], '/caf%C3%A9/1', { x: '1' }],
    ['a path with a fragment', ['/a#Describe'], '/a', {}],
  ])('finds %s', async (_, paths, url, expected) => {
    await using rest = await restFor(
      paths.map((path) => route(path)),
      { inputs: ['x', 'y', 'book-id', 'rest'] },
    )
    expect((await fetch(rest.url + url)).status).toBe(200)
    expect(rest.received[0]!.input).toEqual(expected)
  })

  it('merges resources with the same path, whatever their variables are called', async () => {
    await using rest = await restFor([route('/k/{a}'), route('/k/{b}', { method: 'DELETE', with: { x: 'rest.a' } })], {
      inputs: ['x', 'a'],
    })
    expect((await fetch(`${rest.url}/k/1`, { method: 'DELETE' })).status).toBe(200)
    expect((await fetch(`${rest.url}/k/1`, { method: 'PUT' })).headers.get('allow')).toBe('GET, DELETE, HEAD, OPTIONS')
  })

  it('reports a method that is declared twice, and serves the first', async () => {
    const engine = createEngine({ plugins: [restExposer()] as never })
    const { diagnostics } = await engine.validate({
      text: JSON.stringify({
        naftiko: 1,
        capability: { exposes: [{ type: 'rest', namespace: 'r', resources: [route('/a'), route('/a')] }] },
      }),
    })
    expect(diagnostics).toContainEqual(
      expect.objectContaining({ code: 'NAFTIKO_ROUTE_TAKEN', pointer: '/capability/exposes/0/resources/1/operations/0' }),
    )
  })

  it('serves a route that calls nothing with a clear error', async () => {
    await using rest = await restFor([{ path: '/dead', operations: [{ method: 'GET', name: 'dead' }] }, route('/live')])
    const answer = await fetch(`${rest.url}/dead`)
    expect([answer.status, await answer.json()]).toEqual([501, expect.objectContaining({ code: 'NAFTIKO_CALL_UNRESOLVED' })])
    expect((await fetch(`${rest.url}/live`)).status).toBe(200)
  })
})

describe('input', () => {
  const declared = [
    { name: 'n', in: 'query', type: 'integer' },
    { name: 'b', in: 'query', type: 'boolean' },
    { name: 'l', in: 'query', type: 'array', items: { type: 'number' } },
    { name: 'o', in: 'query', type: 'object' },
    { name: 'X-H', in: 'header' },
    { name: 'c', in: 'cookie' },
    { name: 'e', in: 'query', enum: ['a', 'b'] },
    { name: 'k', in: 'query', value: 'constant' },
  ]
  const inputs = [...declared.map(({ name }) => name), 'q', 'filter[name]', '__proto__', 'Authorization']

  it.each<[string, string, Record<string, string>, object]>([
    ['undeclared parameters as texts', '?q=1', {}, { q: '1' }],
    ['repeated parameters as a list', '?q=1&q=2', {}, { q: ['1', '2'] }],
    ['names with brackets', '?filter[name]=x', {}, { 'filter[name]': 'x' }],
    ['integers', '?n=5', {}, { n: 5 }],
    ['booleans', '?b=true', {}, { b: true }],
    ['lists by repetition', '?l=1&l=2', {}, { l: [1, 2] }],
    ['lists by commas', '?l=1,2', {}, { l: [1, 2] }],
    ['lists of one', '?l=1', {}, { l: [1] }],
    ['objects as JSON', '?o={"a":1}', {}, { o: { a: 1 } }],
    ['declared headers', '', { 'x-h': 'v' }, { 'X-H': 'v' }],
    ['declared cookies', '', { cookie: 'a=1; c=x%20y' }, { c: 'x y' }],
    ['constants, whatever is sent', '?k=attack', {}, { k: 'constant' }],
    ['no undeclared header', '', { authorization: 'Bearer x' }, {}],
  ])('takes %s', async (_, query, headers, expected) => {
    await using rest = await restFor([route('/x', { inputParameters: declared })], { inputs })
    const answer = await fetch(`${rest.url}/x${query}`, { headers })
    expect(answer.status).toBe(200)
    expect(rest.received[0]!.input).toEqual({ k: 'constant', ...expected })
  })

  it.each([
    ['?n=five', 'n', '"n" must be an integer'],
    ['?n=1.5', 'n', '"n" must be an integer'],
    ['?b=maybe', 'b', '"b" must be a boolean'],
    ['?e=c', 'e', '"e" must be one of "a", "b"'],
    ['?l=1,x', 'l.1', '"l.1" must be a number'],
  ])('refuses %s and names it', async (query, input, detail) => {
    await using rest = await restFor([route('/x', { inputParameters: declared })], { inputs })
    const answer = await fetch(`${rest.url}/x${query}`)
    expect([answer.status, await answer.json()]).toEqual([
      400,
      expect.objectContaining({ code: 'NAFTIKO_INPUT_INVALID', input, detail: expect.stringContaining(detail) }),
    ])
    expect(rest.received).toEqual([])
  })

  it('refuses a request without what is required', async () => {
    await using rest = await restFor([route('/x', { inputParameters: [{ name: 'q', in: 'query', required: true }] })], { inputs: ['q'] })
    expect(await (await fetch(`${rest.url}/x`)).json()).toMatchObject({ status: 400, code: 'NAFTIKO_INPUT_MISSING', input: 'q' })
  })

  it('is not fooled by names of the prototype', async () => {
    await using rest = await restFor([route('/x')], { inputs: ['__proto__', 'constructor', 'polluted'] })
    expect((await fetch(`${rest.url}/x?__proto__=1&__proto__[polluted]=1`)).status).toBe(200)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
})

describe('a body', () => {
  const post = route('/x', { method: 'POST' })
  const send = (url: string, body: Sent | undefined, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${url}/x`, { method: 'POST', headers, ...(body === undefined ? {} : { body }), duplex: 'half' } as RequestInit)

  it.each<[string, Sent, Record<string, string>, string]>([
    ['small', '{ "a" : 1 }', { 'content-type': 'application/json; charset=utf-8' }, '{ "a" : 1 }'],
    ['large', 'x'.repeat(1_000_000), { 'content-type': 'text/plain' }, 'x'.repeat(1_000_000)],
    ['in pieces', new Blob(['a', 'b']).stream() as never, { 'content-type': 'application/x-own' }, 'ab'],
    ['compressed', gzipSync('hello') as never, { 'content-type': 'text/plain', 'content-encoding': 'gzip' }, 'hello'],
  ])('that is %s passes with its content type where nothing reads it', async (_, body, headers, text) => {
    await using rest = await restFor([post], { body: 'opaque' })
    expect((await send(rest.url, body, headers)).status).toBe(200)
    expect(rest.received[0]).toMatchObject({ body: text, mediaType: headers['content-type'] })
  })

  it.each<[string, string, Record<string, string>, object]>([
    ['JSON', '{"a":1}', { 'content-type': 'application/json' }, { a: 1 }],
    ['JSON of another name', '{"a":1}', { 'content-type': 'application/vnd.x+json' }, { a: 1 }],
    ['a form', 'a=1&a=2', { 'content-type': 'application/x-www-form-urlencoded' }, { a: ['1', '2'] }],
  ])('of %s gives its fields where they are read', async (_, body, headers, expected) => {
    await using rest = await restFor([post], { inputs: ['a'], body: 'json' })
    expect((await send(rest.url, body, headers)).status).toBe(200)
    expect(rest.received[0]!.input).toEqual(expected)
  })

  it.each<[string, Sent, Record<string, string>, number, string]>([
    ['too large, and says so', 'x'.repeat(200), { 'content-type': 'text/plain' }, 413, 'NAFTIKO_BODY_TOO_LARGE'],
    ['too large, and comes in pieces', new Blob(['x'.repeat(200)]).stream() as never, {}, 413, 'NAFTIKO_BODY_TOO_LARGE'],
    ['too large once it is unpacked', gzipSync('x'.repeat(5000)) as never, { 'content-encoding': 'gzip' }, 413, 'NAFTIKO_BODY_TOO_LARGE'],
    ['in an unknown encoding', 'x', { 'content-encoding': 'zip' }, 415, 'NAFTIKO_MEDIA_TYPE'],
    ['not what it is packed as', 'x', { 'content-encoding': 'gzip' }, 400, 'NAFTIKO_INPUT_INVALID'],
    ['broken JSON', '{"a":', { 'content-type': 'application/json' }, 400, 'NAFTIKO_INPUT_INVALID'],
  ])('that is %s is refused', async (_, body, headers, status, code) => {
    await using rest = await restFor([post], { inputs: ['a'], body: 'json' }, { maxBodySize: 100 })
    const answer = await send(rest.url, body, headers)
    expect([answer.status, await answer.json()]).toEqual([status, expect.objectContaining({ code })])
  })

  it.each([
    ['the body', '', { name: 'x' }, 200],
    ['the query', '?name=x', {}, 200],
    ['neither', '', { other: 1 }, 400],
  ])('has the inputs that do not say where they travel, or the query has: %s', async (_, query, body, status) => {
    const inputParameters = [
      { name: 'name', type: 'string', required: true },
      { name: 'size', type: 'integer' },
    ]
    await using rest = await restFor([route('/x', { method: 'POST', inputParameters })], { inputs: ['name'], body: 'opaque' })
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${rest.url}/x${query}`, { method: 'POST', headers, body: JSON.stringify(body) })
    expect(answer.status).toBe(status)
    expect(rest.received.map(({ input }) => input)).toEqual(status === 200 ? [{ name: 'x' }] : [])
  })

  it('is checked where its fields are declared', async () => {
    await using rest = await restFor(
      [route('/x', { method: 'POST', inputParameters: [{ name: 'n', in: 'body', type: 'integer', required: true }] })],
      { body: 'opaque' },
    )
    expect(await (await send(rest.url, '{"n":"x"}', { 'content-type': 'application/json' })).json()).toMatchObject({
      status: 400,
      input: 'n',
    })
    expect(await (await send(rest.url, '{}', { 'content-type': 'application/json' })).json()).toMatchObject({
      status: 400,
      input: 'n',
      code: 'NAFTIKO_INPUT_MISSING',
    })
    expect((await send(rest.url, '{"n": 1}', { 'content-type': 'application/json' })).status).toBe(200)
    expect(rest.received[0]!.body).toBe('{"n": 1}')
  })
})

describe('an answer', () => {
  it('of a value is JSON', async () => {
    await using rest = await restFor([route('/x')], {
      answer: async () => ({
        kind: 'value',
        value: { a: 'é' },
        metadata: { status: 201, headers: { 'x-kept': '1', 'content-length': '999', etag: 'e' } },
      }),
    })
    const answer = await fetch(`${rest.url}/x`)
    expect([
      answer.status,
      answer.headers.get('content-type'),
      answer.headers.get('x-kept'),
      answer.headers.get('etag'),
      await answer.json(),
    ]).toEqual([201, 'application/json; charset=utf-8', '1', null, { a: 'é' }])
  })

  it('of a stream keeps type, headers and bytes', async () => {
    await using rest = await restFor([route('/x')], { answer: streamed(['a', 'b'], 'text/csv; charset=x') })
    const answer = await fetch(`${rest.url}/x`)
    expect([answer.headers.get('content-type'), answer.headers.get('x-kept'), await answer.text()]).toEqual([
      'text/csv; charset=x',
      '1',
      'ab',
    ])
  })

  it.each(['text/plain', 'text/event-stream'])('of %s that breaks off is never a clean end', async (mediaType) => {
    const cut = new UnavailableError('NAFTIKO_UPSTREAM_CUT', 'cut')
    await using rest = await restFor([route('/x')], { answer: streamed(['data: 1\n\n'], mediaType, cut) })
    const { port } = new URL(rest.url)
    const raw = await new Promise<string>((resolve) => {
      let text = ''
      const socket = net.connect(Number(port), '127.0.0.1', () => socket.write('GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n'))
      socket.on('data', (piece: Buffer) => (text += piece.toString()))
      socket.on('close', () => resolve(text))
      socket.on('error', () => {})
    })
    expect(raw).toContain('data: 1')
    expect(raw).not.toContain('\r\n0\r\n\r\n')
  })

  it('that breaks off before its first byte is a 502', async () => {
    await using rest = await restFor([route('/x')], {
      answer: streamed([], 'text/plain', new UnavailableError('NAFTIKO_UPSTREAM_CUT', 'cut')),
    })
    expect((await fetch(`${rest.url}/x`)).status).toBe(502)
  })

  it('to a bug shows nothing of it', async () => {
    await using rest = await restFor([route('/x')], { answer: () => Promise.reject(new TypeError('secret detail')) })
    const answer = await fetch(`${rest.url}/x`)
    const body = await answer.text()
    expect(answer.status).toBe(500)
    expect(body).not.toContain('secret detail')
    expect(JSON.parse(body)).toMatchObject({ code: 'NAFTIKO_INTERNAL', traceId: expect.stringMatching(/^[\da-f]{32}$/) })
  })

  it('continues the trace of the caller', async () => {
    await using rest = await restFor([route('/x', { inputParameters: [{ name: 'n', in: 'query', type: 'integer' }] })])
    const answer = await fetch(`${rest.url}/x?n=x`, { headers: { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` } })
    expect(await answer.json()).toMatchObject({ traceId: 'a'.repeat(32) })
  })

  it('is not waited for once the caller has gone', async () => {
    await using rest = await restFor([route('/x')], {
      answer: ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('gone')))),
    })
    const controller = new AbortController()
    const asked = fetch(`${rest.url}/x`, { signal: controller.signal }).catch((error: Error) => error.name)
    await expect.poll(() => rest.received.length).toBe(1)
    controller.abort()
    await expect.poll(() => rest.received[0]!.signal.aborted).toBe(true)
    expect(await asked).toBe('AbortError')
  })
})
