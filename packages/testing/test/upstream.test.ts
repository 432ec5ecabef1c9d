import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import {
  broken,
  bytes,
  chunks,
  delayed,
  empty,
  hangUp,
  inTurn,
  json,
  raw,
  refusedUrl,
  type Reply,
  silence,
  text,
  type Upstream,
  upstream,
} from '../src/index.ts'

const open: Upstream[] = []

async function serving(routes: Record<string, Reply> = {}): Promise<Upstream> {
  const api = await upstream(routes)
  open.push(api)
  return api
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((api) => api.close()))
})

describe('an upstream', () => {
  it.each<[string, Reply, number, string | null, string]>([
    ['JSON', json({ data: [1] }), 200, 'application/json', '{"data":[1]}'],
    ['an error as JSON', json({ error: { code: 402 } }, { status: 402 }), 402, 'application/json', '{"error":{"code":402}}'],
    ['text', text('hello'), 200, 'text/plain; charset=utf-8', 'hello'],
    ['text of a given type', text('<a/>', { headers: { 'Content-Type': 'application/xml' } }), 200, 'application/xml', '<a/>'],
    ['bytes of no type', bytes(new Uint8Array([104, 105])), 200, null, 'hi'],
    ['nothing', empty(), 204, null, ''],
    ['chunks', chunks(['data: 1\n\n', 'data: 2\n\n']), 200, 'text/event-stream', 'data: 1\n\ndata: 2\n\n'],
    ['something late', delayed(5, text('at last')), 200, 'text/plain; charset=utf-8', 'at last'],
  ])('answers with %s', async (_, reply, status, type, body) => {
    const api = await serving({ 'GET /it': reply })
    const response = await fetch(`${api.url}/it`)
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([status, type, body])
  })

  it.each<[string, Reply]>([
    ['hangs up', hangUp()],
    ['sends less than it announced', broken('{"data":')],
    ['sends garbage', raw('this is no HTTP\r\n\r\n')],
  ])('fails its client when it %s', async (_, reply) => {
    const api = await serving({ 'GET /it': reply })
    await expect(fetch(`${api.url}/it`).then((response) => response.text())).rejects.toThrow(/terminated|fetch failed/)
    const request = await api.next()
    await expect(request.aborted).rejects.toThrow('cut off by the upstream itself')
    expect(request.isAborted).toBe(false)
  })

  it('answers the requests of one route in turn', async () => {
    const api = await serving({ 'GET /it': inTurn(text('first'), text('then')) })
    const answers = []
    for (let count = 0; count < 3; count += 1) answers.push(await fetch(`${api.url}/it`).then((response) => response.text()))
    expect(answers).toEqual(['first', 'then', 'then'])
  })

  it.each([
    ['GET /models', 'GET', '/models?a=1'],
    ['get /models', 'GET', '/models'],
    ['* /models', 'PUT', '/models'],
    ['GET /keys/{hash}', 'GET', '/keys/a%2Fb'],
    ['GET /keys/*', 'GET', '/keys/a/b'],
    ['* *', 'PATCH', '/anything/at/all'],
    ['GET /a.b(c)', 'GET', '/a.b(c)'],
  ])('takes the route %s for %s %s', async (route, method, url) => {
    const api = await serving({ [route]: text('here') })
    expect(await fetch(api.url + url, { method }).then((response) => response.text())).toBe('here')
  })

  it.each([
    ['GET /models', 'POST', '/models'],
    ['GET /keys/{hash}', 'GET', '/keys/a/b'],
    ['GET /keys/{hash}', 'GET', '/keys/'],
    ['GET /a.b', 'GET', '/aXb'],
  ])('does not take the route %s for %s %s, and says what it has', async (route, method, url) => {
    const api = await serving({ [route]: text('here') })
    const response = await fetch(api.url + url, { method })
    expect(response.status).toBe(404)
    expect(await response.text()).toContain(`it has ${route}`)
  })

  it('refuses a text that is no route', async () => {
    const api = await serving()
    expect(() => api.on('/models', text(''))).toThrow('"/models" is no route')
  })

  it('lets a later route win', async () => {
    const api = await serving({ '* *': text('any') })
    api.on('GET /it', text('special'))
    expect(await fetch(`${api.url}/it`).then((response) => response.text())).toBe('special')
    expect(await fetch(`${api.url}/other`).then((response) => response.text())).toBe('any')
  })
})

describe('what an upstream remembers', () => {
  it('is the request as it came', async () => {
    const api = await serving({ 'POST /models/{name}': empty() })
    await fetch(`${api.url}/models/a%2Fb?tag=1&tag=%C3%BC`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Mixed': 'Case' },
      body: '{"ü":1}',
    })
    const request = await api.next()
    expect(request).toMatchObject({
      method: 'POST',
      url: '/models/a%2Fb?tag=1&tag=%C3%BC',
      path: '/models/a%2Fb',
      query: [
        ['tag', '1'],
        ['tag', 'ü'],
      ],
      headers: { 'content-type': 'application/json' },
      isAborted: false,
      abortedAt: undefined,
    })
    expect(request.rawHeaders).toContainEqual([expect.stringMatching(/^x-mixed$/i), 'Case'])
    expect([request.text(), request.json(), request.body.byteLength]).toEqual(['{"ü":1}', { ü: 1 }, 8])
  })

  it('is given out one by one, before or after it arrives', async () => {
    const api = await serving({ '* *': empty() })
    const early = api.next()
    await fetch(`${api.url}/1`)
    await fetch(`${api.url}/2`)
    expect([(await early).path, (await api.next()).path]).toEqual(['/1', '/2'])
    expect(api.requests.map((request) => request.path)).toEqual(['/1', '/2'])
  })

  it('says that the client went away', async () => {
    const api = await serving({ 'GET /it': silence() })
    const client = new AbortController()
    const answer = fetch(`${api.url}/it`, { signal: client.signal })
    const request = await api.next()
    expect(request.isAborted).toBe(false)
    client.abort()
    await expect(answer).rejects.toThrow('aborted')
    await request.aborted
    expect(request).toMatchObject({ isAborted: true, abortedAt: expect.any(Number) as number })
  })

  it('keeps what came of a body that was broken off', async () => {
    const api = await serving({ '* *': empty() })
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1')
    socket.write('POST /it HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf', () => setImmediate(() => socket.destroy()))
    expect(await api.next()).toMatchObject({ path: '/it', isAborted: true })
  })
})

describe('a stream', () => {
  it('sends what the test writes, when it writes it', async () => {
    const api = await serving()
    const stream = api.stream('GET /it', { headers: { 'x-generation-id': 'gen-1' } })
    const response = await fetch(`${api.url}/it`)
    expect(response.headers.get('x-generation-id')).toBe('gen-1')
    expect((await stream.requested).path).toBe('/it')
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    await stream.write(': comment\n\n')
    expect((await reader.read()).value).toBe(': comment\n\n')
    await stream.event({ delta: 'a' })
    expect((await reader.read()).value).toBe('data: {"delta":"a"}\n\n')
    await stream.event('[DONE]')
    expect((await reader.read()).value).toBe('data: [DONE]\n\n')
    await stream.end()
    expect((await reader.read()).done).toBe(true)
  })

  it('can be cut', async () => {
    const api = await serving()
    const stream = api.stream('GET /it')
    const body = fetch(`${api.url}/it`).then((response) => response.text())
    await stream.write('data: 1')
    await stream.cut()
    await expect(body).rejects.toThrow('terminated')
  })

  it('knows when its client went away', async () => {
    const api = await serving()
    const stream = api.stream('GET /it')
    const client = new AbortController()
    await fetch(`${api.url}/it`, { signal: client.signal })
    client.abort()
    await stream.aborted
    await expect(stream.write('more')).rejects.toThrow('the client of this stream is gone')
  })

  it('serves one request', async () => {
    const api = await serving()
    const stream = api.stream('GET /it')
    const first = await fetch(`${api.url}/it`)
    expect((await fetch(`${api.url}/it`)).status).toBe(409)
    await stream.end()
    expect(await first.text()).toBe('')
  })
})

describe('closing an upstream', () => {
  it('cuts open answers, ends those who wait and refuses what comes later', async () => {
    const api = await serving({ 'GET /it': silence() })
    const answer = fetch(`${api.url}/it`)
    const request = await api.next()
    const waiting = api.next()
    await api.close()
    await api.close()
    await expect(answer).rejects.toThrow('fetch failed')
    await expect(waiting).rejects.toThrow('closed before another request came')
    await expect(fetch(`${api.url}/it`)).rejects.toThrow('fetch failed')
    expect(request.isAborted).toBe(false)
  })

  it('happens at the end of a scope', async () => {
    let url: string
    {
      await using api = await upstream()
      url = api.url
      expect((await fetch(url)).status).toBe(404)
    }
    await expect(fetch(url)).rejects.toThrow('fetch failed')
  })

  it('is not needed for an address that refuses from the start', async () => {
    await expect(fetch(await refusedUrl())).rejects.toThrow('fetch failed')
  })
})
