import type { JsonObject } from '@naftiko/plugin-api'
import { json, upstream, type Upstream, type UpstreamRequest } from '@naftiko/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LIBRARY } from './library.ts'
import { serve, type Served } from './served.ts'

/** One call, as a caller of each side makes it, and the request that the API must see. */
interface Case {
  readonly tool: readonly [name: string, args: JsonObject]
  /** Method, path with query, and what fetch is given besides. */
  readonly rest: readonly [method: string, path: string, init?: RequestInit]
  readonly url: string
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly body?: string
  /** Arguments of the tool after an export, where a form has become an object. */
  readonly again?: JsonObject
}

const JSON_BODY = { headers: { 'content-type': 'application/json' } }
const form = (fields: Readonly<Record<string, string | Blob>>): FormData => {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) data.append(name, value)
  return data
}

const CASES: Readonly<Record<string, Case>> = {
  'nothing but constants': {
    tool: ['list-books', {}],
    rest: ['GET', '/books'],
    url: '/books',
    headers: { version: '2024-01', 'x-tenant': undefined },
  },
  'a text and a number': {
    tool: ['list-books', { q: 'a & b', page: 2 }],
    rest: ['GET', '/books?q=a%20%26%20b&page=2'],
    url: '/books?q=a%20%26%20b&page=2',
  },
  'a list that repeats its name': { tool: ['list-books', { ids: [1, 2] }], rest: ['GET', '/books?ids=1&ids=2'], url: '/books?ids=1&ids=2' },
  'a list with commas': { tool: ['list-books', { codes: [1, 2] }], rest: ['GET', '/books?codes=1,2'], url: '/books?codes=1,2' },
  'a list with spaces': { tool: ['list-books', { spaces: [1, 2] }], rest: ['GET', '/books?spaces=1%202'], url: '/books?spaces=1%202' },
  'a list with pipes': { tool: ['list-books', { pipes: [1, 2] }], rest: ['GET', '/books?pipes=1|2'], url: '/books?pipes=1%7C2' },
  'a deep object': {
    tool: ['list-books', { filter: { author: 'Ada', year: 1843 } }],
    rest: ['GET', '/books?filter[author]=Ada&filter[year]=1843'],
    url: '/books?filter%5Bauthor%5D=Ada&filter%5Byear%5D=1843',
  },
  'a flat object': {
    tool: ['list-books', { flat: { red: 1, green: 2 } }],
    rest: ['GET', '/books?red=1&green=2'],
    url: '/books?red=1&green=2',
  },
  'an object as JSON': {
    tool: ['list-books', { where: { author: 'Ada' } }],
    rest: ['GET', `/books?where=${encodeURIComponent('{"author":"Ada"}')}`],
    url: `/books?where=${encodeURIComponent('{"author":"Ada"}')}`,
  },
  'a header and a cookie': {
    tool: ['list-books', { 'X-Tenant': 'acme', session: 's1' }],
    rest: ['GET', '/books', { headers: { 'x-tenant': 'acme', cookie: 'session=s1' } }],
    url: '/books',
    headers: { 'x-tenant': 'acme', cookie: 'session=s1' },
  },
  'a JSON body': {
    tool: ['create-book', { body: { title: 'A', tags: ['x'] } }],
    rest: ['POST', '/books', { ...JSON_BODY, body: '{"title":"A","tags":["x"]}' }],
    url: '/books',
    headers: { 'content-type': 'application/json' },
    body: '{"title":"A","tags":["x"]}',
  },
  'a JSON body of another name': {
    tool: ['patch-book', { 'path-isbn': '1/2', body: { title: 'B' } }],
    rest: ['PATCH', '/books/1%2F2', { headers: { 'content-type': 'application/merge-patch+json' }, body: '{"title":"B"}' }],
    url: '/books/1%2F2',
    headers: { 'content-type': 'application/merge-patch+json' },
    body: '{"title":"B"}',
  },
  'two namesakes': { tool: ['get-book', { 'path-isbn': 'a', isbn: 'b' }], rest: ['GET', '/books/a?isbn=b'], url: '/books/a?isbn=b' },
  'no body where none is described': {
    tool: ['lend-book', { isbn: 'a' }],
    rest: ['POST', '/books/a/lend', { ...JSON_BODY, body: '{"x":1}' }],
    url: '/books/a/lend',
    body: '',
  },
  'a path in the matrix style': { tool: ['get-shelf', { id: 5 }], rest: ['GET', '/shelves/;id=5'], url: '/shelves/;id=5' },
  'a path in the label style': { tool: ['get-room', { id: 5 }], rest: ['GET', '/rooms/.5'], url: '/rooms/.5' },
  'a form': {
    tool: ['add-reader', { name: 'Ada L', age: 36, tags: ['a', 'b'] }],
    rest: [
      'POST',
      '/readers',
      { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'name=Ada+L&age=36&tags=a&tags=b' },
    ],
    url: '/readers',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'name=Ada+L&age=36&tags=a&tags=b',
    again: { body: { name: 'Ada L', age: 36, tags: ['a', 'b'] } },
  },
  'a text': {
    tool: ['put-note', { body: 'Grüße' }],
    rest: ['PUT', '/notes', { headers: { 'content-type': 'text/plain' }, body: 'Grüße' }],
    url: '/notes',
    headers: { 'content-type': 'text/plain' },
    body: 'Grüße',
  },
}

/** A request as far as a case speaks of it. */
function seen(request: UpstreamRequest, { headers = {} }: Case): unknown {
  const named = Object.keys({ 'x-key': '', ...headers }).map((name) => [name, request.headers[name]])
  return { method: request.method, url: request.url, headers: Object.fromEntries(named), body: request.text() }
}

function wanted({ rest: [method], url, headers = {}, body = '' }: Case): unknown {
  return { method, url, headers: { 'x-key': 'secret', ...headers }, body }
}

async function answered(response: Promise<Response>): Promise<void> {
  const { ok, status, text } = await response.then(async (one) => ({ ok: one.ok, status: one.status, text: await one.text() }))
  if (!ok) throw new Error(`${status}: ${text}`)
}

describe('what an imported capability sends', () => {
  let api: Upstream
  let served: Served

  beforeAll(async () => {
    api = await upstream({ '* /*': json({ ok: true }) })
    served = await serve(LIBRARY, { baseUri: api.url, namespace: 'library', variables: { LIBRARY_API_KEY: 'secret' } })
  })

  afterAll(async () => {
    await served[Symbol.asyncDispose]()
    await api.close()
  })

  async function sent(run: () => Promise<unknown>): Promise<UpstreamRequest> {
    const before = api.requests.length
    await run()
    expect(api.requests.length).toBe(before + 1)
    return api.requests.at(-1)!
  }

  describe.each(Object.entries(CASES))('%s', (_, one) => {
    it('over MCP', async () => {
      const request = await sent(() => served.tool(...one.tool))
      expect(seen(request, one)).toEqual(wanted(one))
    })

    it('over REST', async () => {
      const [method, path, init] = one.rest
      const request = await sent(() => answered(fetch(served.rest + path, { method, ...init })))
      expect(seen(request, one)).toEqual(wanted(one))
    })
  })

  const FILE = new Blob([new Uint8Array([0, 255, 1])], { type: 'image/png' })
  it.each<readonly [string, () => Promise<unknown>]>([
    ['MCP', () => served.tool('add-cover', { name: 'front', file: 'data:image/png;name=a.png;base64,AP8B' })],
    [
      'REST',
      () =>
        fetch(`${served.rest}/covers`, {
          method: 'POST',
          body: form({ name: 'front', file: new File([FILE], 'a.png', { type: 'image/png' }) }),
        }),
    ],
  ])('a file over %s', async (_, run) => {
    const request = await sent(run)
    const parts = await new Response(new Uint8Array(request.body), {
      headers: { 'content-type': request.headers['content-type']! },
    }).formData()
    const file = parts.get('file') as File
    expect([parts.get('name'), file.name, file.type, [...new Uint8Array(await file.arrayBuffer())]]).toEqual([
      'front',
      'a.png',
      'image/png',
      [0, 255, 1],
    ])
  })

  it.each([
    ['without a member that is required', 'create-book', { body: { pages: 1 } }, /title/],
    ['without an argument that is required', 'get-shelf', {}, /id/],
    ['with a value of a wrong type', 'get-shelf', { id: 'x' }, /id/],
  ])('is nothing %s', async (_, tool, args, message) => {
    await expect(served.tool(tool, args)).rejects.toThrow(message)
  })
})

describe('an export, imported again', () => {
  it.each(Object.entries(CASES))('sends the same: %s', async (_, one) => {
    await using api = await upstream({ '* /*': json({ ok: true }) })
    await using first = await serve(LIBRARY, { baseUri: api.url, namespace: 'library', variables: { LIBRARY_API_KEY: 'secret' } })
    await using second = await serve(first.description, { baseUri: first.rest, namespace: 'again' })
    await second.tool(one.tool[0], one.again ?? one.tool[1])
    const request = api.requests.at(-1)!
    expect([api.requests.length, request.method, request.url, request.text()]).toEqual([1, one.rest[0], one.url, one.body ?? ''])
  })

  it('has the same operations with the same inputs', async () => {
    await using api = await upstream({})
    await using first = await serve(LIBRARY, { baseUri: api.url, namespace: 'library' })
    await using second = await serve(first.description, { baseUri: first.rest, namespace: 'library' })
    expect(shapesOf(second)).toEqual(shapesOf(first))
  })
})

/** What callers must know. That a body may also be of another kind is true of the first only, because the second says JSON. */
function shapesOf({ description: { paths } }: Served): unknown {
  return JSON.parse(JSON.stringify(paths), (key, value: unknown) => (key === '*/*' ? undefined : value))
}
