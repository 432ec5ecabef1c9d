import { createEngine, type Host } from '@naftiko/core'
import {
  API_VERSION,
  type ConsumerPlugin,
  type JsonValue,
  type NodeEntry,
  type Outcome,
  type Plugin,
  UnavailableError,
  UpstreamError,
} from '@naftiko/plugin-api'
import { afterEach, describe, expect, it } from 'vitest'
import { restExposer } from '../src/index.ts'

let host: Host | undefined
afterEach(() => host?.stop({ graceMs: 0 }))

let abandoned = 0
function pieces(texts: readonly string[]): AsyncIterable<Uint8Array> {
  const left = texts.map((text) => Buffer.from(text))
  const iterator: AsyncIterator<Uint8Array> = {
    next: async () => (left.length === 0 ? { done: true, value: undefined } : { done: false, value: left.shift()! }),
    return: async () => {
      abandoned += 1
      return { done: true, value: undefined }
    },
  }
  return { [Symbol.asyncIterator]: () => iterator }
}
const value = (it: JsonValue, metadata: Outcome['metadata'] = {}): Outcome => ({ kind: 'value', value: it, metadata })
const stream = (texts: readonly string[], headers: Record<string, string> = {}, mediaType = 'application/json', status = 200): Outcome => ({
  kind: 'stream',
  mediaType,
  chunks: pieces(texts),
  metadata: { status, headers },
})

/** The URL of a server whose function `f.f` answers so, as GET and as POST /cached, and whose /plain is no function. */
async function serve(answer: () => Outcome | Promise<Outcome>, semantics: object = { safe: true, cacheable: true }): Promise<string> {
  const consumer: ConsumerPlugin<NodeEntry> = {
    kind: 'consumer',
    type: 'memory',
    name: 'memory',
    apiVersion: API_VERSION,
    schema: { type: 'object' },
    compile: () => ({ operations: [{ name: 'op', input: { parameters: [], payload: 'none' }, invoke: async () => answer() }] }),
  }
  const engine = createEngine({ plugins: [consumer, restExposer()] as readonly unknown[] as readonly Plugin[] })
  const operations = [
    { method: 'GET', name: 'get', ref: 'f.f' },
    { method: 'POST', name: 'post', ref: 'f.f' },
  ]
  const document = {
    naftiko: '1',
    capability: {
      consumes: [{ type: 'memory', namespace: 'api' }],
      aggregates: [{ namespace: 'f', functions: [{ name: 'f', semantics, call: 'api.op' }] }],
      exposes: [
        {
          type: 'rest',
          namespace: 'door',
          resources: [
            { path: '/cached', operations },
            { path: '/plain', operations: [{ method: 'GET', name: 'plain', call: 'api.op' }] },
          ],
        },
      ],
    },
  }
  host = engine.host([await engine.load({ text: JSON.stringify(document) })], { anyPort: true })
  await host.start()
  return host.endpoints[0]!.url!
}

const ask = (url: string, known?: string, method = 'GET'): Promise<Response> =>
  fetch(url, { method, headers: known === undefined ? {} : { 'if-none-match': known } })

describe('the answer of a cacheable function', () => {
  it.each<[string, () => Outcome]>([
    ['a value', () => value({ a: [1, 'é'] })],
    ['a small stream', () => stream(['{"a":', '1}'])],
  ])('of %s has a tag, is private, and is not sent again to who has it', async (_, answer) => {
    const url = await serve(answer)
    const first = await ask(`${url}/cached`)
    const tag = first.headers.get('etag')!
    expect([first.status, first.headers.get('cache-control')]).toEqual([200, 'private, no-cache'])
    expect(tag).toMatch(/^"[\w-]{27}"$/)
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const again = await ask(`${url}/cached`, known)
      expect([again.status, again.headers.get('etag'), again.headers.get('cache-control'), await again.text()]).toEqual([
        304,
        tag,
        'private, no-cache',
        '',
      ])
    }
    const other = await ask(`${url}/cached`, '"other"')
    expect([other.status, await other.text()]).toEqual([200, await first.text()])
    const head = await ask(`${url}/cached`, undefined, 'HEAD')
    expect([head.status, head.headers.get('etag')]).toEqual([200, tag])
  })

  it('has another tag when it is another', async () => {
    let count = 0
    const url = await serve(() => value({ count: (count += 1) }))
    const first = await ask(`${url}/cached`)
    const second = await ask(`${url}/cached`, first.headers.get('etag')!)
    expect([second.status, await second.json()]).toEqual([200, { count: 2 }])
    expect(second.headers.get('etag')).not.toBe(first.headers.get('etag'))
  })

  it('keeps the tag and the rules of an upstream that has its own, and lets its bytes go', async () => {
    const before = abandoned
    const headers = { etag: 'W/"v1"', 'cache-control': 'max-age=60', vary: 'accept-language' }
    const url = await serve(() => stream(['a', 'b'], headers, 'text/plain'))
    const first = await ask(`${url}/cached`)
    expect([first.headers.get('etag'), first.headers.get('cache-control'), await first.text()]).toEqual(['W/"v1"', 'max-age=60', 'ab'])
    const again = await ask(`${url}/cached`, '"v1"')
    expect([again.status, again.headers.get('cache-control'), abandoned]).toEqual([304, 'max-age=60', before + 1])
    expect(again.headers.get('vary')).toBe('accept-language')
  })

  it('passes on without a tag when it is large', async () => {
    const piece = 'x'.repeat(400_000)
    const url = await serve(() => stream([piece, piece, piece, piece], {}, 'text/plain'))
    const answer = await ask(`${url}/cached`)
    expect([answer.headers.get('etag'), (await answer.text()).length]).toEqual([null, 1_600_000])
    const before = abandoned
    expect((await ask(`${url}/cached`, undefined, 'HEAD')).status).toBe(200)
    expect(abandoned).toBe(before + 1)
  })
})

describe('no tag', () => {
  it.each<[string, string, string, object | undefined, () => Outcome]>([
    ['for POST', '/cached', 'POST', undefined, () => value(1)],
    ['for what is no function', '/plain', 'GET', undefined, () => value(1)],
    ['for a function that does not say so', '/cached', 'GET', { safe: true }, () => value(1)],
    ['for a function that says no', '/cached', 'GET', { cacheable: false }, () => value(1)],
    ['for another status than 200', '/cached', 'GET', undefined, () => value(1, { status: 203 })],
    ['for events', '/cached', 'GET', undefined, () => stream(['data: 1\n\n'], {}, 'text/event-stream')],
  ])('%s', async (_, path, method, semantics, answer) => {
    const url = await serve(answer, semantics)
    const response = await ask(url + path, '*', method)
    expect(response.ok).toBe(true)
    expect([response.headers.get('etag'), response.headers.get('cache-control')]).toEqual([null, null])
    await response.text()
  })

  it.each<[string, number, () => Error]>([
    [
      'of an upstream',
      404,
      () =>
        new UpstreamError('no', {
          status: 404,
          mediaType: 'application/json',
          body: Buffer.from('{}'),
          metadata: { status: 404, headers: {} },
        }),
    ],
    ['of the network', 502, () => new UnavailableError('NAFTIKO_UPSTREAM_CUT', 'cut')],
    ['of ours', 500, () => new TypeError('x')],
  ])('for an error %s, whatever the caller has', async (_, status, error) => {
    const url = await serve(() => Promise.reject(error()))
    const answer = await ask(`${url}/cached`, '*')
    expect([answer.status, answer.headers.get('etag'), answer.headers.get('cache-control')]).toEqual([status, null, null])
    expect((await answer.text()).length).toBeGreaterThan(1)
  })

  it('is made of an answer that breaks off: it is an error as without', async () => {
    const url = await serve(() => ({
      kind: 'stream',
      mediaType: 'text/plain',
      metadata: {},
      chunks: (async function* () {
        yield Buffer.from('a')
        throw new UnavailableError('NAFTIKO_UPSTREAM_CUT', 'cut')
      })(),
    }))
    expect((await ask(`${url}/cached`)).status).toBe(502)
  })
})

it('the description of the API tells of it', async () => {
  const url = await serve(() => value(1))
  const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: Record<string, Record<string, { responses: object }>> }
  expect(Object.keys(paths['/cached']!['get']!.responses)).toContain('304')
  expect(Object.keys(paths['/cached']!['post']!.responses)).not.toContain('304')
  expect(Object.keys(paths['/plain']!['get']!.responses)).not.toContain('304')
})
