import { describe, expect, it } from 'vitest'
import type { JsonObject } from '@naftiko/plugin-api'
import { type PageOf, pagedApi, resultOf, slice, some } from './paged.ts'

const offset = (query: URLSearchParams): number => Number(query.get('offset'))

describe('the last page', () => {
  it.each<[string, JsonObject, PageOf, number, number]>([
    ['is an empty one', { style: 'offset', items: '$.d' }, (query) => ({ d: slice(8, offset(query), 4) }), 8, 3],
    [
      'is a short one where the size is known',
      { style: 'offset', items: '$.d', size: 4 },
      (query) => ({ d: slice(6, offset(query), 4) }),
      6,
      2,
    ],
    [
      'is not a short one where that is said',
      { style: 'offset', items: '$.d', size: 4, stopOnShort: false },
      (query) => ({ d: slice(6, offset(query), 4) }),
      6,
      3,
    ],
    [
      'is the one without a next',
      { style: 'cursor', items: '$.d', next: '$.n' },
      (_, number) => ({ d: some(1, number), n: number < 3 ? number : null }),
      3,
      3,
    ],
    [
      'may be behind empty ones where pages say what comes next',
      { style: 'cursor', items: '$.d', next: '$.n' },
      (_, number) => ({ d: number === 2 ? [] : some(1, number), n: number < 3 ? number : null }),
      2,
      3,
    ],
    [
      'is where "until" is true, by path',
      { style: 'page', items: '$.d', until: '$.last' },
      (_, number) => ({ d: some(1, number), last: number === 2 }),
      2,
      2,
    ],
    [
      'is where "until" is true, by JSONata',
      { style: 'page', items: '$.d', until: 'page >= pages' },
      (_, number) => ({ d: some(1, number), page: number, pages: 4 }),
      4,
      4,
    ],
    [
      'is where as many have come as there are',
      { style: 'offset', items: '$.d', total: '$.count' },
      (query) => ({ d: slice(8, offset(query), 4), count: 8 }),
      8,
      2,
    ],
    [
      'is where as many have come, said as text',
      { style: 'page', items: '$.d', total: '$.count' },
      (_, number) => ({ d: slice(8, (number - 1) * 4, 4), count: '8' }),
      8,
      2,
    ],
    [
      'is not a short one as long as there are more',
      { style: 'offset', items: '$.d', size: 100, total: '$.count' },
      (query) => ({ d: slice(8, offset(query), 4), count: 8 }),
      8,
      2,
    ],
    [
      'is a short one where no total is told after all',
      { style: 'offset', items: '$.d', size: 4, total: '$.count' },
      (query) => ({ d: slice(6, offset(query), 4) }),
      6,
      2,
    ],
    ['is the only one', { style: 'link-header', items: '$.d' }, () => ({ d: some(2) }), 2, 1],
  ])('%s', async (_, pagination, page, items, pages) => {
    await using api = await pagedApi({ result: 'report', ...pagination }, page)
    const report = (await resultOf(api)) as JsonObject
    expect(report).toMatchObject({ pages, truncated: false, reason: null, next: null })
    expect(report['items']).toHaveLength(items)
    expect(api.seen).toHaveLength(pages)
  })
})
