import { describe, expect, it } from 'vitest'
import type { JsonObject } from '@naftiko/plugin-api'
import { type PageOf, pagedApi, resultOf, slice, some } from './paged.ts'

const endlessOffsets: PageOf = (query) => ({ d: some(4, Number(query.get('offset'))) })
const endlessPages: PageOf = (query) => ({ d: some(4, Number(query.get('page')) * 4) })
const endlessCursors: PageOf = (query) => ({ d: some(4, Number(query.get('cursor') ?? 0)), n: Number(query.get('cursor') ?? 0) + 4 })
const endlessIds: PageOf = (query) => ({ d: some(4, Number(query.get('after') ?? -1) + 1) })
const endlessLinks: PageOf = (query) => (response) => {
  const page = Number(query.get('page') ?? 1)
  const link = `</items?secret=s3&page=${page + 1}>; rel="next"`
  response.writeHead(200, { 'content-type': 'application/json', link }).end(JSON.stringify({ d: some(4, page * 4) }))
}
const cursor: JsonObject = { style: 'cursor', items: '$.d', next: '$.n' }

describe('a call that reaches a cap is cut, and says so and where to go on', () => {
  it.each<[string, JsonObject, PageOf, number, JsonObject]>([
    ['maxPages by itself', { style: 'page', items: '$.d' }, endlessPages, 80, { pages: 20, reason: 'maxPages', next: 21 }],
    ['maxPages', { style: 'offset', items: '$.d', maxPages: 3 }, endlessOffsets, 12, { pages: 3, reason: 'maxPages', next: 12 }],
    ['maxPages of cursors', { ...cursor, maxPages: 3 }, endlessCursors, 12, { pages: 3, reason: 'maxPages', next: 12 }],
    [
      'maxPages of addresses, which are not shown',
      { style: 'link-header', items: '$.d', maxPages: 2 },
      endlessLinks,
      8,
      { pages: 2, reason: 'maxPages', next: null },
    ],
    [
      'maxPages of addresses with a parameter',
      { style: 'link-header', items: '$.d', maxPages: 2, parameter: 'page' },
      endlessLinks,
      8,
      { pages: 2, reason: 'maxPages', next: '3' },
    ],
    [
      'maxItems between two pages',
      { style: 'offset', items: '$.d', maxItems: 8 },
      endlessOffsets,
      8,
      { pages: 2, reason: 'maxItems', next: 8 },
    ],
    [
      'maxItems within a page',
      { style: 'offset', items: '$.d', maxItems: 10 },
      endlessOffsets,
      10,
      { pages: 3, reason: 'maxItems', next: 10 },
    ],
    [
      'maxItems within a page of ids',
      { style: 'last-id', parameter: 'after', items: '$.d', maxItems: 10 },
      endlessIds,
      10,
      { pages: 3, reason: 'maxItems', next: 9 },
    ],
    [
      'maxItems within a page that cannot be split',
      { ...cursor, maxItems: 10 },
      endlessCursors,
      10,
      { pages: 3, reason: 'maxItems', next: 8, skip: 2 },
    ],
    [
      'maxItems within the first page',
      { ...cursor, maxItems: 3 },
      endlessCursors,
      3,
      { pages: 1, reason: 'maxItems', next: null, skip: 3 },
    ],
    ['maxBytes', { style: 'offset', items: '$.d', maxBytes: 120 }, endlessOffsets, 8, { pages: 2, reason: 'maxBytes', next: 8 }],
  ])('%s', async (_, pagination, page, items, ending) => {
    await using api = await pagedApi({ result: 'report', ...pagination }, page)
    const { items: list, ...report } = (await resultOf(api)) as JsonObject
    expect(report).toEqual({ truncated: true, ...ending })
    expect(list).toHaveLength(items)
  })

  it('maxTime, in the middle of a page', async () => {
    await using api = await pagedApi({ style: 'page', items: '$', maxTime: '300ms', result: 'report' }, (query, number) =>
      number < 3 ? some(1, number) : (response) => void setTimeout(() => response.end('[]'), 5_000).unref(),
    )
    const began = performance.now()
    expect(await resultOf(api)).toEqual({ items: some(2, 1), pages: 2, truncated: true, reason: 'maxTime', next: 3 })
    expect(performance.now() - began).toBeLessThan(2_000)
  })

  it('maxTime, before a pause that would be too long', async () => {
    await using api = await pagedApi({ style: 'page', items: '$', maxTime: '2s', delay: '10s', result: 'report' }, (_, number) =>
      some(1, number),
    )
    expect(await resultOf(api)).toMatchObject({ pages: 1, reason: 'maxTime', next: 2 })
  })

  it('and is told in headers and in the log where the result is only a list', async () => {
    await using api = await pagedApi({ ...cursor, maxItems: 6 }, endlessCursors)
    expect(await api.call('op')).toMatchObject({
      value: some(6),
      metadata: { status: 200, headers: { 'naftiko-truncated': 'maxItems', 'naftiko-next': '4', 'naftiko-skip': '2' } },
    })
  })

  it('has no such headers when it is complete', async () => {
    await using api = await pagedApi({ style: 'page', items: '$', size: 4 }, () => some(2))
    expect((await api.call('op')).metadata).toEqual({ status: 200, headers: {} })
  })
})

describe('a first page', () => {
  it('that is larger than all may be is an error, because nothing could be given', async () => {
    await using api = await pagedApi({ style: 'page', items: '$', maxBytes: 10 }, () => some(4))
    await expect(resultOf(api)).rejects.toMatchObject({ code: 'NAFTIKO_OUTCOME_TOO_LARGE', status: 502 })
  })

  it('that does not come in time is an error', async () => {
    await using api = await pagedApi({ style: 'page', items: '$', maxTime: 100 }, () => () => {})
    await expect(resultOf(api)).rejects.toMatchObject({ code: 'NAFTIKO_UPSTREAM_TIMEOUT', status: 504 })
  })
})

describe('callers who may begin elsewhere', () => {
  it('get the rest exactly once', async () => {
    const pagination: JsonObject = {
      style: 'offset',
      items: '$.d',
      size: 4,
      sizeParameter: 'limit',
      maxItems: 7,
      expose: true,
      result: 'report',
    }
    await using api = await pagedApi(pagination, (query) => ({ d: slice(17, Number(query.get('offset')), Number(query.get('limit'))) }))
    const all = []
    let next: JsonObject['x'] = null
    do {
      const report = (await resultOf(api, next === null ? {} : { offset: next })) as JsonObject
      all.push(...(report['items'] as JsonObject[]))
      next = report['next']!
    } while (next !== null)
    expect(all).toEqual(some(17))
  })

  it.each<[string, JsonObject, PageOf, JsonObject, string]>([
    ['a page', { style: 'page' }, (_, number) => (number > 1 ? [] : some(1)), { page: '7' }, '/items?page=7'],
    ['a cursor', { ...cursor, items: '$' }, () => some(1), { cursor: 'a/b' }, '/items?cursor=a%2Fb'],
    ['a parameter of an address', { style: 'link-header', parameter: 'page' }, () => some(1), { page: 3 }, '/items?page=3'],
    ['a size', { style: 'offset', size: 5, sizeParameter: 'limit' }, () => some(1), { limit: 2 }, '/items?offset=0&limit=2'],
  ])('give %s', async (_, pagination, page, input, url) => {
    await using api = await pagedApi({ items: '$', ...pagination, expose: true }, page)
    await resultOf(api, input)
    expect(api.seen[0]!.url).toBe(url)
  })

  it('know from a total where the end is', async () => {
    await using api = await pagedApi({ style: 'offset', items: '$.d', total: '$.n', expose: true }, (query) => ({
      d: slice(8, Number(query.get('offset')), 4),
      n: 8,
    }))
    expect(await resultOf(api, { offset: 4 })).toEqual(some(4, 4))
    expect(api.seen).toHaveLength(1)
  })

  it.each<[JsonObject]>([[{ page: 'x' }], [{ page: -1 }], [{ page: 1.5 }], [{ page: 1, limit: 0 }]])(
    'are refused for %j',
    async (input) => {
      await using api = await pagedApi({ style: 'page', items: '$', size: 5, sizeParameter: 'limit', expose: true }, () => some(1))
      await expect(resultOf(api, input)).rejects.toMatchObject({ fault: 'caller', status: 400 })
      expect(api.seen).toEqual([])
    },
  )
})

describe('the pause between pages', () => {
  it('comes before each page but the first', async () => {
    const times: number[] = []
    await using api = await pagedApi({ style: 'page', items: '$', size: 1, delay: '100ms' }, (_, number) => {
      times.push(performance.now())
      return number < 3 ? some(1, number) : []
    })
    const began = performance.now()
    await resultOf(api)
    expect(times[0]! - began).toBeLessThan(100)
    for (const [index, time] of times.slice(1).entries()) expect(time - times[index]!).toBeGreaterThan(95)
  })
})
