import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '@naftiko/plugin-api'
import { json, type Upstream, upstream } from '@naftiko/testing'
import { consuming, errorOf, printed } from './consumed.ts'

const KEY = '0123456789abcdef'.repeat(8)

async function api(): Promise<Upstream> {
  return upstream({ '* /things': json({}) })
}

describe('the signature of Veracode', () => {
  it.each([
    ['plain', 'ABC123', KEY],
    ['of a region', 'vera01ei-abc123', `vera01es-${KEY}`],
  ])('with credentials that are %s', async (_, ID, key) => {
    await using server = await api()
    await using consumed = await consuming(server.url, { type: 'hmac', apiId: '{{ID}}', apiKey: '{{KEY}}' }, { ID, KEY: key })
    await consumed.call('get', { q: 'a b' })
    await consumed.call('post', { a: 'x' })
    for (const request of server.requests) {
      const [, id, time, nonce, signature] = /^VERACODE-HMAC-SHA-256 id=(\w+),ts=(\d+),nonce=([\da-f]{32}),sig=([\da-f]{64})$/.exec(
        request.headers.authorization!,
      )!
      expect(id).toBe(ID.replace('vera01ei-', ''))
      expect(Math.abs(Number(time) - Date.now())).toBeLessThan(60_000)
      const steps = [
        Buffer.from(nonce!, 'hex'),
        time!,
        'vcode_request_version_1',
        `id=abc123&host=127.0.0.1&url=${request.url}&method=${request.method}`,
      ]
      const expected = steps.reduce<Buffer>((secret, data) => createHmac('sha256', secret).update(data).digest(), Buffer.from(KEY, 'hex'))
      expect(signature).toBe(expected.toString('hex'))
    }
    expect(server.requests[0]!.url).toBe('/things?q=a%20b')
  })

  it('with a key that is none refuses calls without repeating it', async () => {
    await using server = await api()
    await using consumed = await consuming(server.url, { type: 'hmac', apiId: 'a', apiKey: '{{KEY}}' }, { KEY: 'not-hexadecimal' })
    const error = await errorOf(consumed.call())
    expect(error).toMatchObject({ code: 'NAFTIKO_AUTHENTICATION_UNUSABLE' })
    expect(printed(error) + printed(consumed.log.records)).not.toContain('not-hexadecimal')
    expect(server.requests).toEqual([])
  })
})

describe('a signature in a header', () => {
  it('is made of the body where nothing else is said', async () => {
    await using server = await api()
    await using consumed = await consuming(server.url, { type: 'hmac', header: 'X-Signature', secret: '{{S}}' }, { S: 'secret' })
    await consumed.call('post', { a: 'ü' })
    expect(server.requests[0]!.headers['x-signature']).toBe(createHmac('sha256', 'secret').update('{"a":"ü"}').digest('hex'))
  })

  it.each<[string, JsonObject, string]>([
    [
      'another hash and encoding',
      { algorithm: 'HMAC-SHA512', encoding: 'base64' },
      createHmac('sha512', 's').update('{"a":1}').digest('base64'),
    ],
    ['a prefix', { prefix: 'sha256=' }, `sha256=${createHmac('sha256', 's').update('{"a":1}').digest('hex')}`],
    [
      'several parts',
      { content: ['method', 'target', 'body'] },
      createHmac('sha256', 's').update('POST\n/things?q=1\n{"a":1}').digest('hex'),
    ],
    [
      'parts as a text',
      { content: 'method path query', separator: '|' },
      createHmac('sha256', 's').update('POST|/things|q=1').digest('hex'),
    ],
  ])('has %s', async (_, settings, expected) => {
    await using server = await api()
    await using consumed = await consuming(server.url, { type: 'hmac', header: 'X-Signature', secret: 's', ...settings })
    await consumed.call('post', { a: 1, q: '1' })
    expect(server.requests[0]!.headers['x-signature']).toBe(expected)
  })

  it('has the time, a nonce, and who signs, where they are asked for', async () => {
    await using server = await api()
    const settings = {
      header: 'X-Signature',
      secret: '{{S}}',
      secretEncoding: 'hex',
      id: 'me',
      idHeader: 'X-Id',
      timestampHeader: 'X-Time',
      nonceHeader: 'X-Nonce',
      content: ['timestamp', 'nonce', 'host', 'url'],
      separator: '',
    }
    await using consumed = await consuming(server.url, { type: 'hmac', ...settings }, { S: 'ff00' })
    await consumed.call()
    const { headers, url } = server.requests[0]!
    expect(headers['x-id']).toBe('me')
    expect(Math.abs(Number(headers['x-time']) * 1000 - Date.now())).toBeLessThan(60_000)
    const text = `${String(headers['x-time'])}${String(headers['x-nonce'])}${headers.host!}${server.url}${url}`
    expect(headers['x-signature']).toBe(createHmac('sha256', Buffer.from('ff00', 'hex')).update(text).digest('hex'))
  })
})

it.each<[string, JsonObject]>([
  ['"apiId" is missing', { apiKey: KEY }],
  ['"apiKey" is missing', { apiId: 'a' }],
  ['"secret" is missing', { header: 'X-S' }],
  ['"algorithm" must be one of', { header: 'X-S', secret: 's', algorithm: 'constructor' }],
  ['"encoding" must be one of', { header: 'X-S', secret: 's', encoding: 'utf8' }],
  ['"secretEncoding" must be one of', { header: 'X-S', secret: 's', secretEncoding: 'rot13' }],
  ['"toString" cannot be signed', { header: 'X-S', secret: 's', content: ['toString'] }],
  ['cannot be the name of a header', { header: 'X S', secret: 's' }],
  ['"id" is missing', { header: 'X-S', secret: 's', idHeader: 'X-Id' }],
])('an hmac of which %s refuses calls', async (reason, settings) => {
  await using consumed = await consuming('http://127.0.0.1:1', { type: 'hmac', ...settings })
  expect(await errorOf(consumed.call())).toMatchObject({
    code: 'NAFTIKO_AUTHENTICATION_INCOMPLETE',
    message: expect.stringContaining(reason) as string,
  })
})
