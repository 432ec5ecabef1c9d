import { describe, expect, it } from 'vitest'
import type { JsonObject } from '@naftiko/plugin-api'
import { type PageOf, pagedApi, resultOf, slice, some, urls } from './paged.ts'

const ten = some(10)

/** Ten items, four at a time, in the way of each style. */
const STYLES: readonly (readonly [string, JsonObject, PageOf, readonly string[]])[] = [
  [
    'page',
    { style: 'page', items: '$.data', size: 4, sizeParameter: 'per_page' },
    (query) => ({ data: slice(10, (Number(query.get('page')) - 1) * 4, Number(query.get('per_page'))) }),
    ['/items?page=1&per_page=4', '/items?page=2&per_page=4', '/items?page=3&per_page=4'],
  ],
  [
    'page from zero',
    { style: 'page', parameter: 'p', start: 0, items: '$' },
    (query) => slice(10, Number(query.get('p')) * 4, 4),
    ['/items?p=0', '/items?p=1', '/items?p=2', '/items?p=3'],
  ],
  [
    'offset',
    { style: 'offset', items: '$.data', size: 4, sizeParameter: 'limit' },
    (query) => ({ data: slice(10, Number(query.get('offset')), 4) }),
    ['/items?offset=0&limit=4', '/items?offset=4&limit=4', '/items?offset=8&limit=4'],
  ],
  [
    'offset of an API that gives less than it is asked for',
    { style: 'offset', items: '$.data', size: 4, sizeParameter: 'limit', stopOnShort: false },
    (query) => ({ data: slice(10, Number(query.get('offset')), 3) }),
    [0, 3, 6, 9, 10].map((offset) => `/items?offset=${offset}&limit=4`),
  ],
  [
    'cursor',
    { style: 'cursor', items: '$.data', next: '$.meta.next', parameter: 'after' },
    (query) => {
      const from = Number(/\d+/.exec(query.get('after') ?? '0'))
      return { data: slice(10, from, 4), meta: { next: from + 4 < 10 ? `c/${from + 4}&x=1` : null } }
    },
    ['/items', '/items?after=c%2F4%26x%3D1', '/items?after=c%2F8%26x%3D1'],
  ],
  [
    'cursor, the last of which is empty',
    { style: 'cursor', items: '$.data', next: '$.next' },
    (query) => ({ data: slice(10, Number(query.get('cursor') ?? 0), 5), next: query.get('cursor') === null ? 5 : '' }),
    ['/items', '/items?cursor=5'],
  ],
  [
    'next-url, whole and relative',
    { style: 'next-url', items: '$.data', next: '$.links.next' },
    (query, number, { headers }) => {
      const next = [`http://${headers.host}/items?from=4&n=1`, '?from=8&n=2#there', null][number - 1]!
      return { data: slice(10, Number(query.get('from') ?? 0), 4), links: { next } }
    },
    ['/items', '/items?from=4&n=1', '/items?from=8&n=2'],
  ],
  [
    'link-header',
    { style: 'link-header', items: '$' },
    (query) => (response) => {
      const from = Number(query.get('from') ?? 0)
      const links = ['</items?from=0>; rel="first prev"', ...(from < 8 ? [`</items?from=${from + 4}>; title="a, b; rel=x"; rel=next`] : [])]
      response.writeHead(200, { 'content-type': 'application/json', link: links.join(', ') }).end(JSON.stringify(slice(10, from, 4)))
    },
    ['/items', '/items?from=4', '/items?from=8'],
  ],
  [
    'last-id',
    { style: 'last-id', items: '$.data', parameter: 'starting_after', until: '$not(has_more)' },
    (query) => {
      const from = Number(query.get('starting_after') ?? -1) + 1
      return { data: slice(10, from, 4), has_more: from + 4 < 10 }
    },
    ['/items', '/items?starting_after=3', '/items?starting_after=7'],
  ],
]

describe('every page is asked for and all items are one list, in the style', () => {
  it.each(STYLES)('%s', async (_, pagination, page, expected) => {
    await using api = await pagedApi(pagination, page)
    expect(await resultOf(api)).toEqual(ten)
    expect(urls(api)).toEqual(expected)
    expect(api.diagnostics.filter(({ code }) => code.startsWith('NAFTIKO_PAGINATION'))).toEqual([])
  })
})

describe('the place of a page', () => {
  it('goes where the operation has an input of that name', async () => {
    await using api = await pagedApi({ style: 'page', items: '$', size: 4 }, (_, number) => slice(6, (number - 1) * 4, 4), {
      path: '/lists/{page}',
      op: { inputParameters: [{ name: 'kind', in: 'query', value: 'all' }] },
    })
    expect(await resultOf(api)).toEqual(some(6))
    expect(urls(api)).toEqual(['/lists/1?kind=all', '/lists/2?kind=all'])
  })

  it('goes into a header that is declared', async () => {
    await using api = await pagedApi({ style: 'offset', parameter: 'x-from', items: '$' }, (_, number) => slice(2, number - 1, 1), {
      op: { inputParameters: [{ name: 'x-from', in: 'header' }] },
    })
    expect(await resultOf(api)).toEqual(some(2))
    expect(api.seen.map(({ headers }) => headers['x-from'])).toEqual(['0', '1', '2'])
  })

  it('takes its beginning from the default of the input', async () => {
    await using api = await pagedApi({ style: 'page', items: '$', size: 4 }, (_, number) => slice(6, (number - 1) * 4, 4), {
      op: { inputParameters: [{ name: 'page', in: 'query', type: 'integer', default: 0 }] },
    })
    await resultOf(api)
    expect(urls(api)).toEqual(['/items?page=0', '/items?page=1'])
  })

  it('keeps constants, other arguments and credentials on every page', async () => {
    await using api = await pagedApi({ style: 'offset', items: '$', size: 2 }, (query) => slice(3, Number(query.get('offset')), 2), {
      path: '/items?v=2',
      op: { inputParameters: [{ name: 'q', in: 'query' }] },
      entry: { authentication: { type: 'apikey', key: 'key', value: '{{KEY}}', placement: 'query' } },
      variables: { KEY: 'k1' },
    })
    expect(await resultOf(api, { q: 'a b' })).toEqual(some(3))
    expect(urls(api)).toEqual(['/items?v=2&q=a%20b&offset=0&key=k1', '/items?v=2&q=a%20b&offset=2&key=k1'])
  })

  it('takes the size of pages from the constant of the input', async () => {
    await using api = await pagedApi(
      { style: 'offset', items: '$', sizeParameter: 'limit' },
      (query) => slice(3, Number(query.get('offset')), 2),
      {
        op: { inputParameters: [{ name: 'limit', in: 'query', value: 2 }] },
      },
    )
    expect(await resultOf(api)).toEqual(some(3))
    expect(urls(api)).toEqual(['/items?limit=2&offset=0', '/items?limit=2&offset=2'])
  })

  describe('in the body of a search by POST', () => {
    const pagination: JsonObject = { style: 'cursor', in: 'body', items: '$.hits', next: '$.next', parameter: 'after' }
    const hits: PageOf = (_, number) => ({ hits: some(2, number * 2), next: number < 3 ? `c${number}` : null })

    it.each<[string, JsonObject, JsonObject, readonly JsonObject[]]>([
      [
        'is a member beside the inputs',
        { inputParameters: [{ name: 'q', in: 'body' }] },
        { q: 'a' },
        [{ q: 'a' }, { q: 'a', after: 'c1' }, { q: 'a', after: 'c2' }],
      ],
      [
        'is a member of a described body',
        { body: { type: 'json', data: { query: '{{q}}' } } },
        { q: 'a' },
        [{ query: 'a' }, { query: 'a', after: 'c1' }, { query: 'a', after: 'c2' }],
      ],
      [
        'is what a placeholder of the body stands for',
        { body: { type: 'json', data: { variables: { q: '{{q}}', after: '{{after}}' } } } },
        { q: 'a' },
        [{ variables: { q: 'a' } }, { variables: { q: 'a', after: 'c1' } }, { variables: { q: 'a', after: 'c2' } }],
      ],
      ['is a member of the body that arguments make', {}, { q: 'a' }, [{ q: 'a' }, { q: 'a', after: 'c1' }, { q: 'a', after: 'c2' }]],
    ])('%s', async (_, op, input, bodies) => {
      await using api = await pagedApi(pagination, hits, { op: { method: 'POST', ...op } })
      expect(await resultOf(api, input)).toEqual(some(6, 2))
      expect(api.seen.map(({ body }) => JSON.parse(body))).toEqual(bodies)
    })

    it('is a member of the body that a caller streams', async () => {
      async function* pieces() {
        yield Buffer.from('{"q":')
        yield Buffer.from('"ä"}')
      }
      await using api = await pagedApi(pagination, hits, { op: { method: 'POST' } })
      await api.invoke({ payload: { mediaType: 'application/json', bytes: pieces(), length: 10 } })
      expect(api.seen.map(({ body }) => JSON.parse(body))).toEqual([{ q: 'ä' }, { q: 'ä', after: 'c1' }, { q: 'ä', after: 'c2' }])
    })

    it('needs a JSON object', async () => {
      await using api = await pagedApi(pagination, hits, { op: { method: 'POST' } })
      const call = api.invoke({ payload: { mediaType: 'text/plain', bytes: Buffer.from('hello') } })
      await expect(call).rejects.toMatchObject({ fault: 'caller', message: expect.stringContaining('must be a JSON object') as string })
      expect(api.seen).toHaveLength(1)
    })
  })
})

describe('the items of a page', () => {
  it.each<[string, JsonObject, PageOf]>([
    ['are the page', { style: 'offset', size: 5 }, () => some(2)],
    ['are the only list of the page', { style: 'offset', size: 5 }, () => ({ total: 2, rows: some(2) })],
    ['are where a path says', { style: 'offset', size: 5, items: '$.a.b' }, () => ({ a: { b: some(2) }, c: [] })],
    ['are what JSONata gives', { style: 'offset', size: 5, items: 'rows.{"id": n}' }, () => ({ rows: [{ n: 0 }, { n: 1 }] })],
    ['are read from text that is JSON', { style: 'offset', size: 5 }, () => (response) => response.end(JSON.stringify(some(2)))],
  ])('%s', async (_, pagination, page) => {
    await using api = await pagedApi(pagination, page)
    expect(await resultOf(api)).toEqual(some(2))
  })

  it('are decoded in the format of the operation', async () => {
    await using api = await pagedApi(
      { style: 'cursor', items: '$.rows', next: '$.next' },
      (_, number) => (response) =>
        response.writeHead(200, { 'content-type': 'text/plain' }).end(`{"rows":[${number}],"next":${number < 2 ? '"x"' : 'null'}}`),
    )
    expect(await resultOf(api)).toEqual([1, 2])
  })

  it('are none where the API leaves out an empty list', async () => {
    await using api = await pagedApi({ style: 'cursor', items: '$.items', next: '$.next' }, () => ({ kind: 'list' }))
    expect(await resultOf(api)).toEqual([])
  })

  it('are none in an answer without content', async () => {
    await using api = await pagedApi({ style: 'page', items: '$.items' }, () => (response) => response.writeHead(204).end())
    expect(await resultOf(api)).toEqual([])
  })
})
