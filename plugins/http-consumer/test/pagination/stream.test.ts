import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, it } from 'vitest'
import type { JsonObject, StreamOutcome } from '@naftiko/plugin-api'
import { json, silence, type Upstream, upstream } from '@naftiko/testing'
import { type Consumed, consume, operation, textOf } from '../api.ts'
import { failing, pagedApi, slice, some } from './paged.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const pagination: JsonObject = { style: 'offset', items: '$.d', stream: true }
const pageOf =
  (all: number, size: number) =>
  (query: URLSearchParams): JsonObject => ({ d: slice(all, Number(query.get('offset')), size) })

function iterator(outcome: StreamOutcome): AsyncIterator<Uint8Array> {
  expect(outcome).toMatchObject({ kind: 'stream', mediaType: 'application/json' })
  return outcome.chunks[Symbol.asyncIterator]()
}

async function nextText(pieces: AsyncIterator<Uint8Array>): Promise<string> {
  return Buffer.from((await pieces.next()).value as Uint8Array).toString()
}

describe('a stream of pages', () => {
  it('is one JSON list, and asks for a page when the one before was taken', async () => {
    await using api = await pagedApi(pagination, pageOf(5, 2))
    const pieces = iterator(await api.invoke())
    expect(api.seen).toHaveLength(1)
    expect(await nextText(pieces)).toBe('[{"id":0},{"id":1}')
    expect(api.seen).toHaveLength(1)
    expect(await nextText(pieces)).toBe(',{"id":2},{"id":3}')
    expect(api.seen).toHaveLength(2)
    expect(await nextText(pieces)).toBe(',{"id":4}')
    expect(await nextText(pieces)).toBe(']')
    expect(await pieces.next()).toMatchObject({ done: true })
    expect(api.seen).toHaveLength(4)
  })

  it.each<[string, number, JsonObject, unknown]>([
    ['a list', 5, {}, some(5)],
    ['an empty list that began', 0, { style: 'cursor', next: '$.n' }, []],
    ['a report', 5, { result: 'report' }, { items: some(5), pages: 4, truncated: false, reason: null, next: null }],
    ['a report of a cut', 5, { result: 'report', maxPages: 2 }, { items: some(4), pages: 2, truncated: true, reason: 'maxPages', next: 4 }],
    ['a list cut within a page', 5, { maxItems: 3 }, some(3)],
  ])('can be read as %s', async (_, all, more, value) => {
    await using api = await pagedApi({ ...pagination, ...more }, (query, number) => ({
      ...pageOf(all, 2)(query),
      n: number < 3 ? number : null,
    }))
    expect(JSON.parse(await textOf(await api.invoke()))).toEqual(value)
  })

  it('says at its end whether it was cut', async () => {
    await using api = await pagedApi({ ...pagination, maxPages: 2 }, pageOf(9, 2))
    const outcome = await api.invoke()
    expect(outcome.trailers!.read()).toEqual({})
    expect(JSON.parse(await textOf(outcome))).toEqual(some(4))
    expect(outcome.trailers!.read()).toEqual({ 'naftiko-truncated': 'maxPages', 'naftiko-next': '4' })
    expect((await api.call('op')).metadata.headers).toEqual({ 'naftiko-truncated': 'maxPages', 'naftiko-next': '4' })
  })

  it('breaks off where a page fails, and never ends as if it were complete', async () => {
    await using api = await pagedApi(pagination, (query, number) => (number === 3 ? failing(500) : pageOf(9, 2)(query)))
    await expect(textOf(await api.invoke())).rejects.toMatchObject({ status: 500, message: expect.stringContaining('page 3') as string })
  })

  it('has a true status when the first page fails', async () => {
    await using api = await pagedApi(pagination, () => failing(404))
    await expect(api.invoke()).rejects.toMatchObject({ status: 404 })
  })

  it('begins by itself when it grows, and otherwise not', async () => {
    const text = 'x'.repeat(50_000)
    await using api = await pagedApi({ style: 'page', items: '$' }, (_, number) => (number < 10 ? [text + number] : []))
    const outcome = await api.invoke()
    expect([outcome.kind, api.seen.length]).toEqual(['stream', 6])
    expect(JSON.parse(await textOf(outcome))).toHaveLength(9)
  })

  it('of a thousand pages holds one at a time', async () => {
    const filling = 'x'.repeat(500)
    await using api = await pagedApi({ ...pagination, maxPages: 1001, maxItems: 1_000_000 }, (query) => ({
      d: slice(100_000, Number(query.get('offset')), 100).map((item) => ({ ...item, filling })),
    }))
    const pieces = iterator(await api.invoke())
    expect(api.seen).toHaveLength(1)
    const heaps: number[] = []
    let bytes = 0
    let count = 0
    for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) {
      bytes += next.value.length
      count += 1
      expect(api.seen.length).toBeLessThanOrEqual(count)
      if (count % 200 === 0) {
        collectGarbage()
        heaps.push(process.memoryUsage().heapUsed)
      }
    }
    expect(api.seen).toHaveLength(1001)
    expect(bytes).toBeGreaterThan(50_000_000)
    // What grows is the record that this test keeps of its requests.
    expect(heaps.at(-1)! - heaps[0]!).toBeLessThan(10_000_000)
  }, 60_000)
})

describe('who stops reading', () => {
  let server: Upstream
  let consumed: Consumed

  /** Two pages, and a third that never comes. */
  async function hanging(more: JsonObject = {}): Promise<void> {
    server = await upstream()
    server.on('GET /items', (response, request) => {
      const offset = Number(request.query.find(([name]) => name === 'offset')![1])
      return (offset < 2 ? json({ d: some(1, offset) }) : silence())(response, request)
    })
    consumed = await consume({ baseUri: server.url, ...operation('/items', { pagination: { ...pagination, ...more } }) })
  }

  afterEach(async () => {
    await consumed.host.stop({ graceMs: 0 })
    await server.close()
  })

  it('ends the page that is on its way', async () => {
    await hanging()
    const pieces = iterator(await consumed.invoke())
    await pieces.next()
    await pieces.next()
    const third = pieces.next().catch((error: unknown) => error)
    for (let asked = 0; asked < 3; asked += 1) await server.next()
    const began = performance.now()
    await pieces.return!()
    await server.requests[2]!.aborted
    expect(performance.now() - began).toBeLessThan(1000)
    expect(await third).toMatchObject({ fault: 'cancelled' })
  })

  it('before the first piece asks for nothing more', async () => {
    await hanging()
    await iterator(await consumed.invoke()).return!()
    expect(server.requests).toHaveLength(1)
  })

  it.each([true, false])('by its signal ends the page that is on its way (stream: %s)', async (stream) => {
    await hanging({ stream })
    const controller = new AbortController()
    const read = (async () => textOf(await consumed.invoke({ signal: controller.signal })))().catch((error: unknown) => error)
    for (let asked = 0; asked < 3; asked += 1) await server.next()
    controller.abort()
    await server.requests[2]!.aborted
    expect(await read).toMatchObject({ fault: 'cancelled' })
    expect(server.requests).toHaveLength(3)
  })

  it('during a pause is free at once', async () => {
    await hanging({ delay: '30s', stream: false })
    const controller = new AbortController()
    const read = consumed.invoke({ signal: controller.signal }).catch((error: unknown) => error)
    await server.next()
    controller.abort()
    expect(await read).toMatchObject({ fault: 'cancelled' })
  })

  it('has asked for nothing when it stopped before', async () => {
    await hanging()
    await expect(consumed.invoke({ signal: AbortSignal.abort() })).rejects.toMatchObject({ fault: 'cancelled' })
    expect(server.requests).toHaveLength(0)
  })
})
