import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type JsonObject, UpstreamError } from '@naftiko/plugin-api'
import { apiFor, operation } from '../api.ts'
import { failing, type PageOf, pagedApi, resultOf, some, urls } from './paged.ts'

const page: JsonObject = { style: 'page', items: '$' }
const cursor: JsonObject = { style: 'cursor', items: '$.d', next: '$.n' }

describe('a page that fails', () => {
  it.each([400, 401, 404, 500, 502])('with status %i fails the call, with its answer', async (status) => {
    await using api = await pagedApi(page, (_, number) => (number === 3 ? failing(status, {}, '{"error":"third"}') : some(1, number)))
    const error = await resultOf(api).catch((reason: unknown) => reason)
    expect(UpstreamError.is(error) && error.text()).toBe('{"error":"third"}')
    expect(error).toMatchObject({ status, message: `page 3 of api.op answered with status ${status}` })
    expect(api.seen).toHaveLength(3)
  })

  it.each<[string, JsonObject, PageOf, string, string]>([
    [
      'that is cut off',
      page,
      () => (response) => void response.writeHead(200, { 'content-length': '9' }).write('[1', () => response.destroy()),
      'NAFTIKO_UPSTREAM_CUT',
      'broke off',
    ],
    [
      'that is no JSON',
      page,
      () => (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('[1'),
      'NAFTIKO_UPSTREAM_INVALID',
      'not valid JSON',
    ],
    [
      'that is text',
      page,
      () => (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
      'NAFTIKO_PAGINATION_PAGE',
      'page 3 of api.op is text/html',
    ],
    [
      'that is bytes',
      page,
      () => (response) => response.writeHead(200, { 'content-type': 'image/png' }).end('x'),
      'NAFTIKO_PAGINATION_PAGE',
      'is image/png',
    ],
    [
      'that has something else in the place of its items',
      { ...page, items: '$.d' },
      () => ({ d: 'none' }),
      'NAFTIKO_PAGINATION_PAGE',
      'has something at "$.d" that is no list',
    ],
    ['that is a text', { ...page, items: '$.d' }, () => 'x', 'NAFTIKO_PAGINATION_PAGE', 'has no "$.d"'],
    [
      'that is an error under status 200',
      { ...page, items: '$.d' },
      () => ({ error: { message: 'quota' } }),
      'NAFTIKO_PAGINATION_PAGE',
      'has no items, but "error"',
    ],
  ])('%s fails the call', async (_, pagination, third, code, message) => {
    await using api = await pagedApi(pagination, (query, number, request) => {
      if (number === 3) return third(query, number, request)
      return pagination['items'] === '$' ? some(1, number) : { d: some(1, number) }
    })
    await expect(resultOf(api)).rejects.toMatchObject({ code, message: expect.stringContaining(message) as string })
  })

  it('because it has several lists, and nobody said which, says so', async () => {
    await using api = await pagedApi({ style: 'page' }, () => ({ data: [], included: [] }))
    await expect(resultOf(api)).rejects.toMatchObject({
      message: expect.stringContaining('several lists (data, included); say with pagination.items') as string,
    })
  })

  it('of which the packing is broken fails the call, and a good one is unpacked', async () => {
    await using api = await pagedApi(page, (_, number) => (response) => {
      const body = number < 2 ? gzipSync('[1]') : Buffer.from('no gzip')
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(body)
    })
    await expect(resultOf(api)).rejects.toMatchObject({ code: 'NAFTIKO_UPSTREAM_INVALID' })
    expect(api.seen).toHaveLength(2)
  })
})

describe('an API that does not move on', () => {
  it.each<[string, JsonObject, PageOf, number, string]>([
    ['gives the cursor that led there', cursor, (_, number) => ({ d: some(1, number), n: 'same' }), 2, 'leads back'],
    ['gives an earlier cursor', cursor, (_, number) => ({ d: some(1, number), n: `c${number % 3}` }), 4, 'leads back'],
    ['gives the same page', page, () => some(2), 2, 'has the same items as page 1'],
    ['gives the same page in another envelope', cursor, (_, number) => ({ d: some(2), n: number, time: number }), 2, 'has the same items'],
    [
      'gives the address of the page',
      { style: 'next-url', items: '$.d', next: '$.n' },
      (_, number) => ({ d: some(1, number), n: '/items?x=1' }),
      2,
      'leads back',
    ],
    ['gives the id of before', { style: 'last-id', items: '$', parameter: 'after' }, (_, number) => [{ id: 1, number }], 2, 'leads back'],
  ])('and %s is an error', async (_, pagination, answer, pages, message) => {
    await using api = await pagedApi(pagination, answer)
    await expect(resultOf(api)).rejects.toMatchObject({
      code: 'NAFTIKO_PAGINATION_LOOP',
      status: 502,
      message: expect.stringContaining(message) as string,
    })
    expect(api.seen).toHaveLength(pages)
  })
})

describe('an API that says "not now"', () => {
  it.each<[string, Record<string, string>, number]>([
    ['429 with seconds', { 'retry-after': '0.2' }, 195],
    ['429 with milliseconds', { 'retry-after-ms': '150' }, 145],
    ['429 with a date that is over', { 'retry-after': new Date(0).toUTCString() }, 0],
    ['429 without a word', {}, 495],
  ])('by %s is asked again after that time', async (_, headers, least) => {
    const times: number[] = []
    await using api = await pagedApi({ ...page, size: 1 }, (_query, number) => {
      times.push(performance.now())
      return number === 2 ? failing(429, headers) : number === 4 ? [] : some(1, number)
    })
    expect(await resultOf(api)).toHaveLength(2)
    expect(urls(api)).toEqual(['/items?page=1', '/items?page=2', '/items?page=2', '/items?page=3'])
    expect(times[2]! - times[1]!).toBeGreaterThanOrEqual(least)
  })

  it('by 503 is asked again', async () => {
    await using api = await pagedApi(page, (_, number) => (number === 1 ? failing(503, { 'retry-after': '0' }) : []))
    expect(await resultOf(api)).toEqual([])
  })

  it('for ever is asked four times', async () => {
    await using api = await pagedApi(page, () => failing(429, { 'retry-after-ms': '1' }))
    await expect(resultOf(api)).rejects.toMatchObject({ status: 429 })
    expect(api.seen).toHaveLength(4)
  })

  it.each<[string, JsonObject]>([
    ['for longer than anybody waits', {}],
    ['for longer than the call may take', { maxTime: '5s' }],
  ])('%s is an error at once, and no result that only looks like one', async (_, more) => {
    const time = more['maxTime'] === undefined ? '3600' : '10'
    await using api = await pagedApi({ ...page, ...more }, (_query, number) =>
      number === 1 ? some(1) : failing(429, { 'retry-after': time }),
    )
    await expect(resultOf(api)).rejects.toMatchObject({ status: 429 })
    expect(api.seen).toHaveLength(2)
  })

  it('sends the body of a search again', async () => {
    await using api = await pagedApi(
      { style: 'cursor', in: 'body', items: '$', next: '$.n' },
      (_, number) => (number === 1 ? failing(429, { 'retry-after-ms': '1' }) : []),
      { op: { method: 'POST' } },
    )
    await resultOf(api, { q: 1 })
    expect(api.seen.map(({ body }) => body)).toEqual(['{"q":1}', '{"q":1}'])
  })
})

describe('the address of the next page', () => {
  async function follow(next: (host: string) => string, base = ''): Promise<{ urls: string[]; error?: unknown }> {
    await using api = await apiFor(
      { ...operation('/items', { pagination: { style: 'next-url', items: '$.d', next: '$.n' } }) },
      { answer: (_, response) => response.end() },
    )
    await using paged = await pagedApi(
      { style: 'next-url', items: '$.d', next: '$.n' },
      (_, number, request) => ({
        d: some(1, number),
        n: number === 1 ? next(request.headers.host!).replace('OTHER', new URL(api.url).host) : null,
      }),
      base === '' ? {} : { path: `${base}/items` },
    )
    const error = await resultOf(paged).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(api.seen).toEqual([])
    return { urls: urls(paged), ...(error === undefined ? {} : { error }) }
  }

  it.each<[string, (host: string) => string, string]>([
    ['at another host', () => 'http://OTHER/items?page=2', 'at another origin'],
    ['at another host without a scheme', () => '//OTHER/items', 'at another origin'],
    ['at another host behind a backslash', () => String.raw`\\OTHER\items`, 'at another origin'],
    ['at another port', (host) => `http://${host.split(':')[0]}:1/items`, 'at another origin'],
    ['of another scheme', (host) => `https://${host}/items`, 'at another origin'],
    ['of no web scheme', () => 'file:///etc/passwd', 'at another origin'],
    ['with a user name', (host) => `http://me:pw@${host}/items?page=2`, 'at another origin'],
    ['that looks like this host', (host) => `http://${host}@OTHER/`, 'at another origin'],
    ['that climbs behind encoded slashes', () => '/items/..%2f..%2fadmin', '".."'],
    ['that cannot be read', () => 'http://[', 'no address'],
  ])('%s is refused', async (_, next, why) => {
    const { urls: asked, error } = await follow(next)
    expect(error).toMatchObject({ code: 'NAFTIKO_PAGINATION_NEXT', status: 502, message: expect.stringContaining(why) as string })
    expect(String(error)).not.toContain('pw')
    expect(asked).toEqual(['/items'])
  })

  it.each<[string, string]>([
    ['above the base path', '/admin'],
    ['beside the base path', '/v1secret/items'],
    ['above it by dots', '../../admin'],
    ['above it by encoded dots', '/v1/%2e%2e/admin'],
  ])('%s is refused', async (_, next) => {
    let url = ''
    await using server = await apiFor(operation('/x'), {
      answer: (_request, response) => response.end(JSON.stringify({ d: [1], n: next })),
    })
    url = server.url
    await using api = await pagedApi({ style: 'next-url', items: '$.d', next: '$.n' }, () => ({ d: [1], n: null }), {
      entry: { baseUri: `${url}/v1` },
    })
    await expect(resultOf(api)).rejects.toMatchObject({
      code: 'NAFTIKO_PAGINATION_NEXT',
      message: expect.stringContaining('above the base path') as string,
    })
    expect(urls(server)).toEqual(['/v1/items'])
  })

  it('below the base path is followed, and a credential in it is not sent twice', async () => {
    let number = 0
    await using server = await apiFor(operation('/x'), {
      answer: (request, response) => {
        number += 1
        const n = number === 1 ? `http://${request.headers.host}/v1/other/items?key=old&after=%C3%A4%26` : null
        response.end(JSON.stringify({ d: [number], n }))
      },
    })
    await using api = await pagedApi({ style: 'next-url', items: '$.d', next: '$.n' }, () => null, {
      entry: { baseUri: `${server.url}/v1`, authentication: { type: 'apikey', key: 'key', value: '{{KEY}}', placement: 'query' } },
      variables: { KEY: 'new' },
    })
    expect(await resultOf(api)).toEqual([1, 2])
    expect(urls(server)).toEqual(['/v1/items?key=new', '/v1/other/items?after=%C3%A4%26&key=new'])
  })

  it('that is no text is an error', async () => {
    await using api = await pagedApi({ style: 'next-url', items: '$.d', next: '$.n' }, () => ({ d: [1], n: { href: '/items' } }))
    await expect(resultOf(api)).rejects.toMatchObject({ code: 'NAFTIKO_PAGINATION_PAGE' })
  })
})

it.each<[string, JsonObject, PageOf]>([
  ['a cursor that is no word', cursor, () => ({ d: [1], n: { a: 1 } })],
  ['a last item without an id', { style: 'last-id', items: '$', parameter: 'after' }, () => [{ id: 1 }, { name: 'x' }]],
])('%s is an error, and not the end', async (_, pagination, answer) => {
  await using api = await pagedApi(pagination, answer)
  await expect(resultOf(api)).rejects.toMatchObject({ code: 'NAFTIKO_PAGINATION_PAGE', status: 502 })
})
