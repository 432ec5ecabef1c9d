import net, { type AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type JsonObject, type StreamOutcome, UpstreamError } from '@naftiko/plugin-api'
import { type Answer, apiFor, consume, operation, serve, textOf, sendThrough } from './api.ts'

const SECRET = 'sk-very-secret'
const authenticated: JsonObject = { authentication: { type: 'bearer', token: '{{TOKEN}}' } }
const variables = { TOKEN: SECRET }

/** Everything a careless log line could print of an error. */
function printed(error: unknown): string {
  const own = Object.getOwnPropertyNames(error as object).map((name) => String((error as Record<string, unknown>)[name]))
  return [inspect(error, { depth: 20, showHidden: true }), JSON.stringify(error), String(error), ...own].join('\n')
}

async function failureOf(entry: JsonObject, answer?: Answer): Promise<Record<string, unknown> & Error> {
  await using api = await apiFor(
    { ...authenticated, ...operation('/x'), ...entry },
    { variables, ...(answer === undefined ? {} : { answer }) },
  )
  const error = await api.call('op').then(
    (outcome) => readAll(outcome as StreamOutcome),
    (reason: unknown) => reason,
  )
  return error as Record<string, unknown> & Error
}

async function readAll(outcome: StreamOutcome): Promise<unknown> {
  const pieces: Uint8Array[] = []
  try {
    for await (const chunk of outcome.chunks) pieces.push(chunk)
  } catch (error) {
    return error
  }
  return Buffer.concat(pieces).toString()
}

/** A server that answers every connection with these bytes, and then ends or cuts it. */
async function rawServer(text: string, end: 'end' | 'destroy' = 'end') {
  const server = net.createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.write(text, () => (end === 'end' ? socket.end() : setImmediate(() => socket.destroy())))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => new Promise((resolve) => server.close(resolve)) }
}

const stream =
  (write: (response: Parameters<Answer>[1]) => void): Answer =>
  (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    write(response)
  }

describe.each(['undici', 'got'] as const)('through %s', (client) => {
  beforeAll(() => sendThrough(client))
  afterAll(() => sendThrough(undefined))

  describe('an answer', () => {
    it('is given with status, media type and end-to-end headers', async () => {
      const answer: Answer = (_, response) => {
        response.writeHead(201, {
          'content-type': 'application/json',
          'x-generation-id': 'g1',
          'retry-after': '3',
          connection: 'keep-alive, x-hop',
          'x-hop': '1',
          'set-cookie': 'sid=1',
          'proxy-authenticate': 'x',
        })
        response.end('{"a": 1}')
      }
      await using api = await apiFor(operation('/x'), { answer })
      const outcome = await api.call('op')
      expect(outcome).toMatchObject({
        kind: 'value',
        value: { a: 1 },
        metadata: { status: 201, headers: { 'x-generation-id': 'g1', 'retry-after': '3' } },
      })
      for (const hop of ['connection', 'x-hop', 'set-cookie', 'proxy-authenticate', 'transfer-encoding'])
        expect(outcome.metadata.headers).not.toHaveProperty(hop)
    })

    it.each<[string, Answer, unknown]>([
      ['JSON', (_, r) => r.writeHead(200, { 'content-type': 'application/json' }).end('[1]'), [1]],
      ['text', (_, r) => r.writeHead(200, { 'content-type': 'text/plain' }).end('héllo'), 'héllo'],
      ['JSON without a content type', (_, r) => r.writeHead(200).end('{"a":1}'), { a: 1 }],
      ['nothing', (_, r) => r.writeHead(204).end(), null],
      [
        'gzip that nobody asked for',
        (_, r) => r.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(gzipSync('{"a":1}')),
        { a: 1 },
      ],
    ])('of %s is a value in-process', async (_, answer, value) => {
      await using api = await apiFor(operation('/x'), { answer })
      expect(await api.call('op')).toMatchObject({ kind: 'value', value })
    })

    it('of a stream arrives piece by piece', async () => {
      let write!: (text: string) => void
      let end!: () => void
      const answer = stream((response) => {
        response.flushHeaders()
        write = (text) => void response.write(text)
        end = () => response.end()
      })
      await using api = await apiFor(operation('/x'), { answer })
      const outcome = (await api.call('op')) as StreamOutcome
      const pieces = outcome.chunks[Symbol.asyncIterator]()
      for (const text of [': OPENROUTER PROCESSING\n\n', 'data: é\n\n']) {
        write(text)
        expect(Buffer.from((await pieces.next()).value as Uint8Array).toString()).toBe(text)
      }
      end()
      expect(await pieces.next()).toMatchObject({ done: true })
    })

    it('keeps the connection for the next request', async () => {
      await using api = await apiFor(operation('/x'))
      await api.call('op')
      await api.call('op')
      expect(api.seen[0]!.port).toBe(api.seen[1]!.port)
    })
  })

  describe('an answer without a body', () => {
    it.each<[string, string, Answer]>([
      ['to HEAD', 'HEAD', (_, response) => response.writeHead(200, { 'content-type': 'application/json', 'content-length': '17' }).end()],
      ['of status 204', 'DELETE', (_, response) => response.writeHead(204).end()],
      ['of status 304', 'GET', (_, response) => response.writeHead(304, { etag: '"1"' }).end()],
    ])('%s has no pieces, and leaves the connection to the next request', async (_, method, answer) => {
      await using api = await apiFor(operation('/x', { method }), { answer })
      expect(await textOf(await api.invoke())).toBe('')
      expect(await textOf(await api.invoke())).toBe('')
      expect(api.seen[0]!.port).toBe(api.seen[1]!.port)
    })
  })

  describe('an answer whose bytes nobody reads here', () => {
    it('comes in the encoding that the caller takes', async () => {
      const answer: Answer = (_, response) =>
        response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(gzipSync('{"a":1}'))
      await using api = await apiFor(operation('/x'), { answer })
      const outcome = await api.invoke({ acceptEncoding: 'gzip, br' })
      expect(api.seen[0]!.headers['accept-encoding']).toBe('gzip, br')
      expect(outcome.metadata.headers).toMatchObject({ 'content-encoding': 'gzip' })
      const pieces: Uint8Array[] = []
      for await (const piece of outcome.chunks) pieces.push(piece)
      expect(gunzipSync(Buffer.concat(pieces)).toString()).toBe('{"a":1}')
    })

    it('carries the trace of its caller to the upstream', async () => {
      const trace = { traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`, tracestate: 'a=b' }
      await using api = await apiFor(operation('/x'))
      await textOf(await api.invoke({ trace }))
      expect(api.seen[0]!.headers).toMatchObject(trace)
    })

    it('has a decoder where the document says what format it is', async () => {
      await using api = await apiFor(operation('/x', { outputRawFormat: 'Text' }), { answer: (_, response) => response.end('é') })
      expect((await api.invoke()).decode).toBeTypeOf('function')
      expect(await api.call('op')).toMatchObject({ value: 'é' })
    })
  })

  describe('an error of the upstream', () => {
    it('of more than 10 MiB is not kept', async () => {
      const error = await failureOf({}, (_, response) => response.writeHead(500).end(Buffer.alloc(11 * 1024 * 1024)))
      expect(error).toMatchObject({ code: 'NAFTIKO_UPSTREAM_INVALID', status: 502 })
    })

    it.each([400, 401, 404, 418, 429, 500, 503])('of status %i keeps everything it says', async (status) => {
      const answer: Answer = (_, response) => {
        response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '7' })
        response.end('{"error":{"message":"no"}}')
      }
      const error = await failureOf({}, answer)
      expect(UpstreamError.is(error)).toBe(true)
      expect(error).toMatchObject({
        status,
        mediaType: 'application/json',
        metadata: { status, headers: { 'retry-after': '7' } },
        message: `api.op answered with status ${status}`,
      })
      expect((error as unknown as UpstreamError).text()).toBe('{"error":{"message":"no"}}')
      expect(printed(error)).not.toContain(SECRET)
    })
  })

  describe('a redirect', () => {
    const to =
      (location: string, status = 302): Answer =>
      (request, response) => {
        if (request.url === '/x') response.writeHead(status, { location }).end('moved')
        else response.writeHead(200, { 'content-type': 'application/json' }).end('{"there":true}')
      }

    it('within the origin is followed, with the credential', async () => {
      await using api = await apiFor({ ...operation('/x'), ...authenticated }, { answer: to('/y'), variables })
      expect(await api.call('op')).toMatchObject({ value: { there: true } })
      expect(api.seen.map((seen) => [seen.url, seen.headers.authorization])).toEqual([
        ['/x', `Bearer ${SECRET}`],
        ['/y', `Bearer ${SECRET}`],
      ])
    })

    it('to another origin is not followed', async () => {
      const other: string[] = []
      const elsewhere = await serve((request, response) => {
        other.push(request.url!)
        response.end()
      })
      const error = await failureOf({}, to(`${elsewhere.url}/y`))
      expect(error).toMatchObject({
        code: 'NAFTIKO_UPSTREAM_STATUS',
        status: 302,
        metadata: { headers: { location: `${elsewhere.url}/y` } },
      })
      expect(other).toEqual([])
      elsewhere.server.close()
    })

    it('of a request that changes something is not followed', async () => {
      await using api = await apiFor(operation('/x', { method: 'POST' }), { answer: to('/y', 307) })
      await expect(api.call('op', { a: 1 })).rejects.toMatchObject({ status: 307 })
      expect(api.seen).toHaveLength(1)
    })

    it('in a circle ends', async () => {
      await using api = await apiFor(operation('/x'), { answer: (_, response) => response.writeHead(302, { location: '/x' }).end() })
      await expect(api.call('op')).rejects.toMatchObject({ status: 302 })
      expect(api.seen).toHaveLength(6)
    })
  })

  describe('an upstream that does not answer', () => {
    it('because nobody listens is named with its host', async () => {
      const { server, url } = await serve(() => {})
      await new Promise((resolve) => server.close(resolve))
      const error = await failureOf({ baseUri: `${url}/base` })
      expect(error).toMatchObject({
        code: 'NAFTIKO_UPSTREAM_UNREACHABLE',
        status: 502,
        fault: 'upstream',
        message: expect.stringContaining(`"api" (${new URL(url).host}) could not be reached: it refuses connections`),
      })
      expect(printed(error)).not.toContain(SECRET)
    })

    it('because its name is unknown says so', async () => {
      expect(await failureOf({ baseUri: 'http://nothing.invalid' })).toMatchObject({ code: 'NAFTIKO_UPSTREAM_UNREACHABLE' })
    })

    it.each([
      ['garbage', 'HELLO\r\n\r\n', 'NAFTIKO_UPSTREAM_INVALID'],
      ['nothing', '', 'NAFTIKO_UPSTREAM_UNREACHABLE'],
    ])('but sends %s', async (_, text, code) => {
      const server = await rawServer(text)
      const error = await failureOf({ baseUri: server.url })
      expect(error).toMatchObject({ code, status: 502 })
      expect(printed(error)).not.toContain(SECRET)
      await server.close()
    })

    it('because no connection comes about in time is given up with 504', async () => {
      // It accepts the connection and never answers the TLS handshake.
      const silent = net.createServer((socket) => socket.on('error', () => {}))
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
      const baseUri = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`
      const error = await failureOf({ baseUri, timeouts: { connect: '30ms' } })
      expect(error).toMatchObject({
        code: 'NAFTIKO_UPSTREAM_TIMEOUT',
        status: 504,
        message: expect.stringContaining('could not be connected to in time'),
      })
      expect(printed(error)).not.toContain(SECRET)
      silent.close()
    })

    it('because it speaks no TLS is named as such', async () => {
      const plain = await rawServer('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n')
      const error = await failureOf({ baseUri: plain.url.replace('http:', 'https:') })
      expect(error).toMatchObject({ code: 'NAFTIKO_UPSTREAM_UNREACHABLE', status: 502 })
      expect(printed(error)).not.toContain(SECRET)
      await plain.close()
    })

    it('in time is given up with 504', async () => {
      const error = await failureOf({ timeouts: { firstByte: '30ms' } }, () => {})
      expect(error).toMatchObject({
        code: 'NAFTIKO_UPSTREAM_TIMEOUT',
        status: 504,
        message: expect.stringContaining('took too long to begin its answer'),
      })
      expect(printed(error)).not.toContain(SECRET)
    })

    it('and falls silent in the middle is given up', async () => {
      const error = await failureOf(
        { timeouts: { idle: 30 } },
        stream((response) => response.write('data: 1\n\n')),
      )
      expect(error).toMatchObject({ code: 'NAFTIKO_UPSTREAM_TIMEOUT', message: expect.stringContaining('fell silent') })
    })

    it('and takes too long as a whole is given up', async () => {
      const error = await failureOf(
        { timeouts: { total: '50ms' } },
        stream((response) => response.write('data: 1\n\n')),
      )
      expect(error).toMatchObject({ code: 'NAFTIKO_UPSTREAM_TIMEOUT', message: expect.stringContaining('whole exchange') })
    })
  })

  describe('an upstream that breaks off', () => {
    it.each([
      ['in the middle of chunks', 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n'],
      ['before its length is reached', 'HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\ncontent-length: 100\r\n\r\nhello'],
      [
        'with garbage between chunks',
        'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\nZZZ\r\n',
      ],
    ])('%s never looks like a clean end', async (_, text) => {
      const server = await rawServer(text, 'destroy')
      const error = await failureOf({ baseUri: server.url })
      expect(error).toMatchObject({ fault: 'upstream', status: 502 })
      expect(['NAFTIKO_UPSTREAM_CUT', 'NAFTIKO_UPSTREAM_INVALID']).toContain(error['code'])
      expect(printed(error)).not.toContain(SECRET)
      await server.close()
    })
  })

  describe('a caller that goes away', () => {
    it('before the answer ends the request', async () => {
      const closed = deferred()
      await using api = await apiFor(operation('/x'), { answer: (_, response) => response.on('close', () => closed.resolve()) })
      const controller = new AbortController()
      const call = api.call('op', {}, controller.signal)
      await expect.poll(() => api.seen.length).toBe(1)
      controller.abort()
      await expect(call).rejects.toMatchObject({ code: 'NAFTIKO_CANCELLED' })
      await expect(closed.promise).resolves.toBeUndefined()
    })

    it('in the middle of a stream ends the request', async () => {
      const closed = deferred()
      const answer = stream((response) => {
        response.write('data: 1\n\n')
        response.on('close', () => closed.resolve())
      })
      await using api = await apiFor(operation('/x'), { answer })
      const controller = new AbortController()
      const pieces = ((await api.call('op', {}, controller.signal)) as StreamOutcome).chunks[Symbol.asyncIterator]()
      await pieces.next()
      controller.abort()
      await expect(pieces.next()).rejects.toMatchObject({ code: 'NAFTIKO_CANCELLED' })
      await expect(closed.promise).resolves.toBeUndefined()
    })

    it('before the call was made sends nothing', async () => {
      await using api = await apiFor(operation('/x'))
      await expect(api.invoke({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'NAFTIKO_CANCELLED' })
      expect(api.seen).toEqual([])
    })

    it.each(['before the first piece', 'after the first piece'])('by not reading on %s ends the request', async (when) => {
      const closed = deferred()
      const answer = stream((response) => {
        response.write('data: 1\n\n')
        response.on('close', () => closed.resolve())
      })
      await using api = await apiFor(operation('/x'), { answer })
      const pieces = (await api.invoke()).chunks[Symbol.asyncIterator]()
      if (when === 'after the first piece') await pieces.next()
      await pieces.return!()
      await expect(closed.promise).resolves.toBeUndefined()
    })
  })

  describe('a slow reader', () => {
    it('slows the upstream down instead of filling the memory', async () => {
      let written = 0
      const answer = stream((response) => {
        const more = (): void => {
          while (written < 64 * 1024 * 1024 && response.write(Buffer.alloc(64 * 1024))) written += 64 * 1024
          if (written < 64 * 1024 * 1024) response.once('drain', more)
        }
        more()
      })
      await using api = await apiFor(operation('/x'), { answer })
      const pieces = ((await api.call('op')) as StreamOutcome).chunks[Symbol.asyncIterator]()
      await pieces.next()
      let before = -1
      // The upstream writes until the buffers between it and us are full, and then stands still.
      await expect
        .poll(
          () => {
            const same = before === written
            before = written
            return same
          },
          { interval: 100 },
        )
        .toBe(true)
      expect(written).toBeLessThan(32 * 1024 * 1024)
      await pieces.return!()
    })
  })

  describe('a connection that died unused', () => {
    it.each([
      ['GET', 2],
      ['POST', 1],
    ])('is replaced for %s only where that is harmless', async (method, calls) => {
      let requests = 0
      const server = net.createServer((socket) => {
        let onThisSocket = 0
        socket.on('error', () => {})
        socket.on('data', () => {
          requests += 1
          onThisSocket += 1
          // The second request on one connection finds it dead.
          if (onThisSocket === 1) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}')
          else socket.resetAndDestroy()
        })
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const { host } = await consume({
        baseUri: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        ...operation('/x', { method }),
      })
      await host.invoke('api.op')
      const second = await host.invoke('api.op').then(
        () => 'answered',
        (error: { code: string }) => error.code,
      )
      expect(second).toBe(calls === 2 ? 'answered' : 'NAFTIKO_UPSTREAM_UNREACHABLE')
      expect(requests).toBe(calls + 1)
      await host.stop({ graceMs: 0 })
      server.close()
    })
  })
})

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve!: () => void
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
