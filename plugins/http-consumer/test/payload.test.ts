import net, { type AddressInfo } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { InputError, type JsonObject } from '@naftiko/plugin-api'
import { apiFor, consume, operation, textOf, sendThrough } from './api.ts'

async function* pieces(...texts: readonly string[]): AsyncIterable<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}

describe.each(['undici', 'got'] as const)('through %s', (client) => {
  beforeAll(() => sendThrough(client))
  afterAll(() => sendThrough(undefined))

  describe('the body of a caller', () => {
    it.each<[string, JsonObject]>([
      ['nothing', {}],
      ['no more than that it is JSON', { body: { type: 'json' } }],
      ['one input that is the body', { inputParameters: [{ name: 'body', in: 'body', type: 'object', required: true }] }],
    ])('passes untouched where the document says %s', async (_, rest) => {
      await using api = await apiFor(operation('/x', { method: 'POST', ...rest }))
      const payload = { mediaType: 'application/x-ndjson; charset=utf-8', bytes: Buffer.from('{"a":1 }\n{}') }
      await textOf(await api.invoke({ payload }))
      expect(api.seen[0]).toMatchObject({ body: '{"a":1 }\n{}', headers: { 'content-type': payload.mediaType, 'content-length': '11' } })
    })

    it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('comes in pieces with %s, with or without a length', async (method) => {
      await using api = await apiFor(operation('/x', { method }))
      await textOf(await api.invoke({ payload: { mediaType: 'text/plain', bytes: pieces('ab', 'cd') } }))
      await textOf(await api.invoke({ payload: { mediaType: 'text/plain', bytes: pieces('ab', 'cd'), length: 4 } }))
      expect(api.seen).toMatchObject([
        { body: 'abcd', headers: { 'transfer-encoding': 'chunked' } },
        { body: 'abcd', headers: { 'content-length': '4' } },
      ])
      expect(api.seen[0]!.headers).not.toHaveProperty('content-length')
    })

    it.each([null, undefined])('that is %s is none, and the upstream is told so', async (payload) => {
      await using api = await apiFor(operation('/x', { method: 'POST' }))
      await textOf(await api.invoke(payload === undefined ? {} : { payload }))
      expect(api.seen[0]).toMatchObject({ body: '', headers: { 'content-length': '0' } })
      expect(api.seen[0]!.headers).not.toHaveProperty('content-type')
    })

    it('that is a value only is sent as JSON', async () => {
      await using api = await apiFor(operation('/x', { method: 'POST' }))
      await textOf(await api.invoke({ payload: { mediaType: 'application/json', value: [1] } }))
      expect(api.seen[0]).toMatchObject({ body: '[1]', headers: { 'content-type': 'application/json' } })
    })

    it('that is required and missing is named', async () => {
      await using api = await apiFor(operation('/x', { method: 'POST', inputParameters: [{ name: 'body', in: 'body', required: true }] }))
      await expect(api.invoke()).rejects.toMatchObject({ code: 'NAFTIKO_INPUT_MISSING', input: 'body' })
      expect(api.seen).toEqual([])
    })

    it('that is too large for its door is refused as the door says', async () => {
      await using api = await apiFor(operation('/x', { method: 'POST' }))
      async function* tooLarge(): AsyncIterable<Uint8Array> {
        yield Buffer.from('a')
        throw new InputError('the body is too large', { status: 413 })
      }
      const payload = { mediaType: 'text/plain', bytes: tooLarge() }
      await expect(api.invoke({ payload })).rejects.toMatchObject({ fault: 'caller', status: 413 })
    })

    it('that breaks off is the fault of the caller', async () => {
      await using api = await apiFor(operation('/x', { method: 'POST' }))
      async function* broken(): AsyncIterable<Uint8Array> {
        yield Buffer.from('a')
        throw new Error('aborted')
      }
      await expect(api.invoke({ payload: { mediaType: 'text/plain', bytes: broken() } })).rejects.toMatchObject({ fault: 'caller' })
    })

    it('may be answered before it has been sent, and is let go of then', async () => {
      const server = net.createServer((socket) => {
        socket.on('error', () => {})
        socket.once('data', () => socket.end('HTTP/1.1 413 Content Too Large\r\ncontent-length: 2\r\nconnection: close\r\n\r\nno'))
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const baseUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      const { host, invoke } = await consume({ baseUri, ...operation('/x', { method: 'POST' }) })
      let release!: () => void
      const released = new Promise<void>((resolve) => (release = resolve))
      async function* endless(): AsyncIterable<Uint8Array> {
        try {
          for (;;) {
            yield Buffer.alloc(1024)
            await turn()
          }
        } finally {
          release()
        }
      }
      await expect(invoke({ payload: { mediaType: 'text/plain', bytes: endless() } })).rejects.toMatchObject({ status: 413 })
      await expect(released).resolves.toBeUndefined()
      await host.stop({ graceMs: 0 })
      server.close()
    })
  })
})
