import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { UpstreamError } from '@naftiko/core'
import { bytes, empty, json } from '@naftiko/testing'
import { inRepository } from '../repository.ts'
import { type Running, runOpenRouter, TOKEN } from './open-router.ts'

interface OperationCase {
  readonly name: string
  /** The request of a REST client. */
  readonly rest: { readonly method: string; readonly path: string; readonly body?: object }
  /** The arguments of a tool call or of `invoke`. */
  readonly input: Record<string, unknown>
  /** What the upstream must receive, either way. */
  readonly upstream: { readonly line: string; readonly body?: object }
}

const message = { model: 'openai/gpt-4o', messages: [{ role: 'user', content: 'Grüße "quoted" \u{1F44B}' }], temperature: 0.5 }

const OPERATIONS: readonly OperationCase[] = [
  {
    name: 'createchatcompletion',
    rest: { method: 'POST', path: '/chat/completions', body: message },
    input: message,
    upstream: { line: 'POST /api/v1/chat/completions', body: message },
  },
  {
    name: 'createcompletion',
    rest: { method: 'POST', path: '/completions', body: { model: 'm', prompt: 'p' } },
    input: { model: 'm', prompt: 'p' },
    upstream: { line: 'POST /api/v1/completions', body: { model: 'm', prompt: 'p' } },
  },
  { name: 'listmodels', rest: { method: 'GET', path: '/models' }, input: {}, upstream: { line: 'GET /api/v1/models' } },
  {
    name: 'listmodelendpoints',
    rest: { method: 'GET', path: '/models/open%2Fai/gpt%204o/endpoints' },
    input: { author: 'open/ai', slug: 'gpt 4o' },
    upstream: { line: 'GET /api/v1/models/open%2Fai/gpt%204o/endpoints' },
  },
  {
    name: 'getgeneration',
    rest: { method: 'GET', path: '/generation?id=gen%2D1%26x' },
    input: { id: 'gen-1&x' },
    upstream: { line: 'GET /api/v1/generation?id=gen-1%26x' },
  },
  { name: 'getcredits', rest: { method: 'GET', path: '/credits' }, input: {}, upstream: { line: 'GET /api/v1/credits' } },
  { name: 'listproviders', rest: { method: 'GET', path: '/providers' }, input: {}, upstream: { line: 'GET /api/v1/providers' } },
  { name: 'listkeys', rest: { method: 'GET', path: '/keys' }, input: {}, upstream: { line: 'GET /api/v1/keys' } },
  {
    name: 'createkey',
    rest: { method: 'POST', path: '/keys', body: { name: 'k', limit: 5 } },
    input: { name: 'k', limit: 5 },
    upstream: { line: 'POST /api/v1/keys', body: { name: 'k', limit: 5 } },
  },
  { name: 'getkey', rest: { method: 'GET', path: '/keys/h1' }, input: { hash: 'h1' }, upstream: { line: 'GET /api/v1/keys/h1' } },
  { name: 'deletekey', rest: { method: 'DELETE', path: '/keys/h1' }, input: { hash: 'h1' }, upstream: { line: 'DELETE /api/v1/keys/h1' } },
  {
    name: 'updatekey',
    rest: { method: 'PATCH', path: '/keys/h1', body: { name: 'n', disabled: true } },
    input: { hash: 'h1', name: 'n', disabled: true },
    upstream: { line: 'PATCH /api/v1/keys/h1', body: { name: 'n', disabled: true } },
  },
]

/** Numbers that do not survive a parser, odd spacing: what is not read must come back as it was. */
const ANSWER = '{ "id": 12345678901234567890,\n "data": [ {"name":"é"} ] }'

describe.each([
  ['the verbatim seed', 'test/fixtures/openrouter-seed.yaml'],
  ['capabilities/openrouter.yaml', 'capabilities/openrouter.yaml'],
])('%s', (_, file) => {
  let running: Running
  let seen = 0

  beforeAll(async () => {
    running = await runOpenRouter(inRepository(file))
  })
  afterAll(() => running[Symbol.asyncDispose]())
  beforeEach(() => {
    running.api.on(
      '* /*',
      bytes(Buffer.from(ANSWER), {
        headers: { 'content-type': 'application/json; charset=utf-8', 'x-generation-id': 'gen-1', 'set-cookie': 'a=b' },
      }),
    )
    seen = running.api.requests.length
  })

  /** The one request that reached the upstream in this test. */
  function received() {
    const [request, ...others] = running.api.requests.slice(seen)
    expect(others).toEqual([])
    return request!
  }

  function expectUpstream(expected: OperationCase['upstream']): void {
    const request = received()
    expect(`${request.method} ${request.url}`).toBe(expected.line)
    expect(request.headers.authorization).toBe(`Bearer ${TOKEN}`)
    expect(request.body.length === 0 ? undefined : request.json()).toEqual(expected.body)
  }

  it('loads without a finding', async () => {
    expect(running.host.capabilities[0]!.diagnostics).toEqual([])
  })

  it.each(OPERATIONS)('$name through REST passes request and answer untouched', async ({ rest, upstream }) => {
    const body = rest.body === undefined ? undefined : JSON.stringify(rest.body, null, 1)
    const answer = await fetch(running.rest + rest.path, {
      method: rest.method,
      headers: {
        authorization: 'Bearer of-the-caller',
        cookie: 'c=1',
        'x-custom': '1',
        ...(body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
      },
      ...(body === undefined ? {} : { body }),
    })
    expect([
      answer.status,
      answer.headers.get('content-type'),
      answer.headers.get('x-generation-id'),
      answer.headers.get('set-cookie'),
    ]).toEqual([200, 'application/json; charset=utf-8', 'gen-1', null])
    expect(await answer.text()).toBe(ANSWER)
    expectUpstream(upstream)
    const request = received()
    expect([request.headers.cookie, request.headers['x-custom']]).toEqual([undefined, undefined])
    expect(request.text()).toBe(body ?? '')
    expect(request.headers['content-type']).toBe(body === undefined ? undefined : 'application/json; charset=utf-8')
  })

  it.each(OPERATIONS)('$name as an MCP tool sends the same request', async ({ name, input, upstream }) => {
    const client = await running.client()
    const result = await client.callTool({ name, arguments: input })
    expect(result).toMatchObject({ structuredContent: { data: [{ name: 'é' }] } })
    expect(result.isError ?? false).toBe(false)
    expectUpstream(upstream)
  })

  it.each(OPERATIONS)('$name in-process sends the same request', async ({ name, input, upstream }) => {
    const outcome = await running.host.invoke(`openrouter.${name}`, input as never)
    expect(outcome).toMatchObject({ kind: 'value', value: { data: [{ name: 'é' }] }, metadata: { status: 200 } })
    expectUpstream(upstream)
  })

  it.each(['createchatcompletion', 'createkey'])('%s takes one "body" argument instead', async (name) => {
    const client = await running.client()
    const body = { model: 'm', messages: [], name: 'n', anything: { deep: [1] } }
    await client.callTool({ name, arguments: { body } })
    expect(received().json()).toEqual(body)
  })

  it('passes arguments that are not declared', async () => {
    const client = await running.client()
    await client.callTool({ name: 'createchatcompletion', arguments: { model: 'm', messages: [], seed: 7, 'x-y': { a: null } } })
    expect(received().json()).toEqual({ model: 'm', messages: [], seed: 7, 'x-y': { a: null } })
  })

  it('passes a body of any content type through REST', async () => {
    const body = Buffer.from([0, 255, 10, 13])
    await fetch(`${running.rest}/chat/completions`, { method: 'POST', body, headers: { 'content-type': 'application/x-custom' } })
    expect([received().headers['content-type'], Buffer.from(received().body)]).toEqual(['application/x-custom', body])
  })

  it.each([400, 401, 402, 403, 404, 408, 413, 422, 429, 500, 502, 503])('passes an error of status %i on, each way', async (status) => {
    const error = { error: { code: status, message: 'no', metadata: { reason: 'r' } } }
    running.api.on('* /*', json(error, { status, headers: { 'retry-after': '7' } }))
    const answer = await fetch(`${running.rest}/models`)
    expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([status, '7', error])
    const client = await running.client()
    const result = await client.callTool({ name: 'listmodels', arguments: {} })
    expect(result.isError).toBe(true)
    expect(JSON.parse((result.content as { text: string }[])[0]!.text)).toEqual(error)
    const failure = await running.host.invoke('openrouter.listmodels').catch((reason: unknown) => reason)
    expect(failure).toBeInstanceOf(UpstreamError)
    expect(failure).toMatchObject({ status, fault: 'upstream' })
    expect(JSON.parse((failure as UpstreamError).text())).toEqual(error)
  })

  it('passes an answer without content on', async () => {
    running.api.on('* /*', empty(204))
    const answer = await fetch(`${running.rest}/keys/h`, { method: 'DELETE' })
    expect([answer.status, await answer.text()]).toEqual([204, ''])
    const result = await (await running.client()).callTool({ name: 'deletekey', arguments: { hash: 'h' } })
    expect(result.isError ?? false).toBe(false)
  })

  it.each([
    ['GET', '/nothing', 404, null],
    ['PUT', '/models', 405, 'GET, HEAD, OPTIONS'],
    ['DELETE', '/keys', 405, 'GET, POST, HEAD, OPTIONS'],
    ['GET', '/generation', 400, null],
    ['GET', '/keys/%ZZ', 400, null],
  ])('answers %s %s with a problem of status %i', async (method, path, status, allow) => {
    const answer = await fetch(running.rest + path, { method })
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('allow')]).toEqual([
      status,
      'application/problem+json',
      allow,
    ])
    expect(await answer.json()).toMatchObject({
      status,
      title: expect.any(String),
      detail: expect.any(String),
      code: expect.stringMatching(/^NAFTIKO_/),
      traceId: expect.stringMatching(/^[\da-f]{32}$/),
    })
    expect(running.api.requests.length).toBe(seen)
  })

  it('answers HEAD and OPTIONS', async () => {
    const head = await fetch(`${running.rest}/models`, { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    const options = await fetch(`${running.rest}/keys`, { method: 'OPTIONS' })
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, POST, HEAD, OPTIONS'])
  })

  it('describes itself as OpenAPI', async () => {
    const document = (await (await fetch(`${running.rest}/openapi.json`)).json()) as {
      openapi: string
      paths: Record<string, Record<string, { operationId: string; parameters?: object[] }>>
    }
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods).map((operation) => operation.operationId))
    expect(operations.toSorted()).toEqual(OPERATIONS.map(({ name }) => name).toSorted())
    expect(document.paths['/generation']!['get']!.parameters).toEqual([
      expect.objectContaining({ name: 'id', in: 'query', required: true }),
    ])
    expect(document.paths['/keys/{hash}']!['patch']!.parameters).toEqual([
      expect.objectContaining({ name: 'hash', in: 'path', required: true }),
    ])
  })

  it('lists every tool with a complete schema and its hints', async () => {
    const { tools } = await (await running.client()).listTools()
    expect(tools.map((tool) => tool.name)).toEqual(OPERATIONS.map(({ name }) => name))
    const required = Object.fromEntries(tools.map((tool) => [tool.name, tool.inputSchema.required ?? []]))
    expect(required).toMatchObject({ listmodelendpoints: ['author', 'slug'], getgeneration: ['id'], deletekey: ['hash'], listmodels: [] })
    expect(tools.find((tool) => tool.name === 'deletekey')!.annotations).toMatchObject({
      readOnlyHint: false,
      destructiveHint: true,
      idempotentHint: true,
    })
  })
})
