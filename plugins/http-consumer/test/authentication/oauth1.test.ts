import { createHash, createHmac, createPublicKey, createVerify, generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '@naftiko/plugin-api'
import { empty, json, type Upstream, upstream, type UpstreamRequest } from '@naftiko/testing'
import { baseString, percentEncode } from '../../src/authentication/oauth1/base-string.ts'
import { signatureMethod, signer } from '../../src/authentication/oauth1/signature-method.ts'
import { consume, operation } from '../api.ts'
import { consuming, errorOf, printed } from './consumed.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const pkcs1 = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
const encrypted = (type: 'pkcs1' | 'pkcs8'): string =>
  privateKey.export({ type, format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' }).toString()

async function api(): Promise<Upstream> {
  return upstream({ '* /things': json({}) })
}

/** The parameters of the header, decoded. */
function oauthOf(request: UpstreamRequest): Record<string, string> {
  const [, list] = /^OAuth (.*)$/.exec(request.headers.authorization!)!
  return Object.fromEntries(
    list!.split(', ').map((pair) => /^(\w+)="(.*)"$/.exec(pair)!.slice(1).map(decodeURIComponent)) as [string, string][],
  )
}

/** What must have been signed, put together from what arrived. */
function expectedText(server: Upstream, request: UpstreamRequest): string {
  const escape = (text: string): string =>
    encodeURIComponent(text).replace(/[!*'()]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  const { oauth_signature: _, realm: __, ...own } = oauthOf(request)
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true
  const all = [...request.query, ...(isForm ? new URLSearchParams(request.text()) : []), ...Object.entries(own)]
  const lines = all.map(([name, value]) => `${escape(name)}=${escape(value)}`)
  // "=" sorts after the digits and before the letters, so names and values are compared one after the other.
  lines.sort((a, b) => (a.replace('=', '\0') < b.replace('=', '\0') ? -1 : 1))
  return `${request.method}&${escape(server.url + request.path)}&${escape(lines.join('&'))}`
}

describe('the signature base string', () => {
  it('is that of RFC 5849, section 3.4.1.1', () => {
    const url = new URL('http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b')
    const form = new URLSearchParams('c2&a3=2+q')
    const own = [
      ['oauth_consumer_key', '9djdj82h48djs9d2'],
      ['oauth_token', 'kkk9d7dh3k39sjv7'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '137131201'],
      ['oauth_nonce', '7d8f3e4a'],
    ] as const
    expect(baseString('post', url, [...url.searchParams, ...form, ...own])).toBe(
      'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26' +
        'oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26' +
        'oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7',
    )
  })

  it('is signed as in RFC 5849, section 1.2', () => {
    const url = new URL('http://photos.example.net/photos?file=vacation.jpg&size=original')
    const own = [
      ['oauth_consumer_key', 'dpf43f3p2l4k3l03'],
      ['oauth_token', 'nnch734d00sl2jdk'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '137131202'],
      ['oauth_nonce', 'chapoH'],
    ] as const
    const sign = signer(signatureMethod('hmac-sha1')!, { consumerSecret: 'kd94hf93k423kf44', tokenSecret: 'pfkkdhi9sl3r4s00' })
    expect(percentEncode(sign(baseString('GET', url, [...url.searchParams, ...own])))).toBe('MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D')
  })
})

describe('OAuth 1.0 with shared secrets', () => {
  it.each<[string, JsonObject, string]>([
    ['HMAC-SHA1', {}, 'sha1'],
    ['HMAC-SHA256', { signatureMethod: 'HMAC-SHA256' }, 'sha256'],
    ['HMAC-SHA512', { signatureMethod: 'hmac_sha512' }, 'sha512'],
  ])('signs with %s', async (name, settings, hash) => {
    await using server = await api()
    const secrets = { consumerKey: 'ck', consumerSecret: '{{CS}}', token: 'tk', tokenSecret: '{{TS}}', realm: 'a "b"' }
    await using consumed = await consuming(server.url, { type: 'oauth1', ...secrets, ...settings }, { CS: 'c&s', TS: 't s' })
    await consumed.call('get', { q: "a b+c!*'()&é", tag: ['b', 'a'] })
    await consumed.call('put', { a: 'x y', b: '1+1=2' })
    await consumed.call('post', { a: 'json' })
    for (const request of server.requests) {
      const given = oauthOf(request)
      expect(given).toMatchObject({ oauth_consumer_key: 'ck', oauth_token: 'tk', oauth_signature_method: name, oauth_version: '1.0' })
      expect(given).not.toHaveProperty('oauth_body_hash')
      expect(Math.abs(Number(given['oauth_timestamp']) * 1000 - Date.now())).toBeLessThan(60_000)
      expect(given['oauth_signature']).toBe(createHmac(hash, 'c%26s&t%20s').update(expectedText(server, request)).digest('base64'))
    }
    expect(new Set(server.requests.map((request) => oauthOf(request)['oauth_nonce'])).size).toBe(3)
    expect(server.requests[0]!.headers.authorization).toMatch(/^OAuth realm="a \\"b\\"", /)
  })

  it('signs a redirect anew', async () => {
    await using server = await api()
    server.on('GET /things', empty(307, { location: '/moved?x=1' })).on('GET /moved', json({}))
    await using consumed = await consuming(server.url, { type: 'oauth1', consumerKey: 'ck', consumerSecret: 'cs' })
    await consumed.call()
    const [, moved] = server.requests
    expect(moved!.url).toBe('/moved?x=1')
    expect(oauthOf(moved!)['oauth_signature']).toBe(createHmac('sha1', 'cs&').update(expectedText(server, moved!)).digest('base64'))
  })
})

describe('OAuth 1.0 with a private key', () => {
  it.each<[string, string]>([
    ['PEM', pkcs8],
    ['PEM of the older kind', pkcs1],
    ['PEM with written line breaks', pkcs8.replaceAll('\n', String.raw`\n`)],
    ['PEM on one line', pkcs8.replaceAll('\n', ' ')],
    ['base64 of PEM', Buffer.from(pkcs8).toString('base64')],
    ['base64 of DER', privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64')],
    ['base64 of DER of the older kind', privateKey.export({ type: 'pkcs1', format: 'der' }).toString('base64')],
    ['encrypted PEM', encrypted('pkcs8')],
    ['encrypted PEM of the older kind', encrypted('pkcs1')],
  ])('given as %s signs address and body', async (_, KEY) => {
    await using server = await api()
    const settings = { type: 'oauth1', consumerKey: '{{CONSUMER}}', signingKey: '{{KEY}}', signingKeyPassword: 'open sesame' }
    await using consumed = await consuming(server.url, settings, { KEY, CONSUMER: 'abc!def' })
    await consumed.call('post', { a: 'ü', q: '1' })
    await consumed.call('get')
    for (const request of server.requests) {
      const given = oauthOf(request)
      expect(given).toMatchObject({ oauth_consumer_key: 'abc!def', oauth_signature_method: 'RSA-SHA256' })
      expect(given['oauth_body_hash']).toBe(createHash('sha256').update(request.body).digest('base64'))
      const verify = createVerify('RSA-SHA256').update(expectedText(server, request))
      expect(verify.verify(createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })), given['oauth_signature']!, 'base64')).toBe(
        true,
      )
    }
  })

  it('signs a body that is streamed', async () => {
    await using server = await api()
    const { host, invoke } = await consume(
      {
        baseUri: server.url,
        authentication: { type: 'oauth1', consumerKey: 'c', signingKey: '{{KEY}}' },
        ...operation('/things', { method: 'POST' }),
      },
      { variables: { KEY: pkcs8 } },
    )
    const body = (async function* () {
      yield Buffer.from('one ')
      yield Buffer.from('two')
    })()
    await invoke({ payload: { mediaType: 'text/plain', bytes: body, length: 7 } })
    expect(server.requests[0]!.text()).toBe('one two')
    expect(oauthOf(server.requests[0]!)['oauth_body_hash']).toBe(createHash('sha256').update('one two').digest('base64'))
    await host.stop()
  })

  it.each([
    ['a text', 'not-a-real-key'],
    ['a public key', publicKey.export({ type: 'spki', format: 'pem' }).toString()],
    ['a key of another kind', generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
    ['an encrypted key without its password', encrypted('pkcs8')],
  ])('that is %s refuses calls without repeating it', async (_, KEY) => {
    await using server = await api()
    await using consumed = await consuming(server.url, { type: 'oauth1', consumerKey: 'c', signingKey: '{{KEY}}' }, { KEY })
    const error = await errorOf(consumed.call())
    expect(error).toMatchObject({
      code: 'NAFTIKO_AUTHENTICATION_UNUSABLE',
      message: expect.stringContaining('no RSA private key') as string,
    })
    expect(printed(error) + printed(consumed.log.records)).not.toContain(KEY.slice(30, 60) || KEY)
    expect(server.requests).toEqual([])
  })
})

it.each<[string, JsonObject]>([
  ['"consumerKey" is missing', { consumerSecret: 's' }],
  ['"consumerSecret" is missing', { consumerKey: 'k' }],
  ['"signingKey" is missing', { consumerKey: 'k', consumerSecret: 's', signatureMethod: 'RSA-SHA256' }],
  ['is no signature method', { consumerKey: 'k', consumerSecret: 's', signatureMethod: 'ROT13' }],
])('OAuth 1.0 of which %s refuses calls', async (reason, settings) => {
  await using consumed = await consuming('http://127.0.0.1:1', { type: 'oauth1', ...settings })
  expect(await errorOf(consumed.call())).toMatchObject({
    code: 'NAFTIKO_AUTHENTICATION_INCOMPLETE',
    message: expect.stringContaining(reason) as string,
  })
})
