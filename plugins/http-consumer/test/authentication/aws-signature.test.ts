import { createHash, createHmac } from 'node:crypto'
import { RequestSigner } from 'aws4'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { JsonObject } from '@naftiko/plugin-api'
import { empty, json, type Upstream, upstream, type UpstreamRequest } from '@naftiko/testing'
import { signed } from '../../src/authentication/aws-signature.ts'
import { consume, operation } from '../api.ts'
import { consuming, errorOf } from './consumed.ts'

const ID = 'AKIDEXAMPLE'
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'
const settings: JsonObject = { accessKeyId: '{{ID}}', secretKey: '{{SECRET}}', region: 'us-east-1', service: 'execute-api' }
const variables = { ID, SECRET }

afterEach(() => void vi.useRealTimers())

describe('the signature of the published test suite', () => {
  it.each<[string, string, string, Record<string, string>, string | undefined, string]>([
    ['get-vanilla', 'GET', '/', {}, undefined, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    [
      'get-vanilla-query-order-key-case',
      'GET',
      '/?Param2=value2&Param1=value1',
      {},
      undefined,
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
    ['post-vanilla', 'POST', '/', {}, undefined, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
    [
      'post-x-www-form-urlencoded',
      'POST',
      '/',
      { 'content-type': 'application/x-www-form-urlencoded' },
      'Param1=value1',
      'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
    ],
  ])('%s', (_, method, path, headers, body, signature) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2015-08-30T12:36:00Z') })
    const request = {
      method,
      url: `https://example.amazonaws.com${path}`,
      headers,
      signal: new AbortController().signal,
      ...(body === undefined ? {} : { body: Buffer.from(body) }),
    }
    const result = signed(request, { region: 'us-east-1', service: 'service' }, { accessKeyId: ID, secretAccessKey: SECRET }, RequestSigner)
    const names = [...Object.keys(headers), 'host', 'x-amz-date'].join(';')
    expect(result.headers['authorization']).toBe(
      `AWS4-HMAC-SHA256 Credential=${ID}/20150830/us-east-1/service/aws4_request, SignedHeaders=${names}, Signature=${signature}`,
    )
    expect(result.headers['x-amz-date']).toBe('20150830T123600Z')
    expect(result).toMatchObject({ method, url: request.url })
  })
})

it('a body that is still a stream is left unsigned, and says so', () => {
  const body = (async function* () {
    yield Buffer.from('x')
  })()
  const request = { method: 'PUT', url: 'https://b.s3.amazonaws.com/k', headers: {}, signal: new AbortController().signal, body }
  const { headers } = signed(request, { region: 'us-east-1', service: 's3' }, { accessKeyId: ID, secretAccessKey: SECRET }, RequestSigner)
  expect(headers['x-amz-content-sha256']).toBe('UNSIGNED-PAYLOAD')
  expect(headers['authorization']).toContain('SignedHeaders=host;x-amz-content-sha256;x-amz-date,')
})

/** The signature that AWS would compute of what arrived, from the headers that the request itself names. */
function expectedSignature(request: UpstreamRequest, scope: { region: string; service: string }, secret = SECRET): string {
  const [, names] = /SignedHeaders=([^,]+)/.exec(request.headers.authorization!)!
  const sha = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')
  const mac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest()
  const escape = (text: string): string =>
    encodeURIComponent(text).replace(/[!*'()]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  const query = request.query.map(([name, value]) => `${escape(name)}=${escape(value)}`).toSorted()
  const path = scope.service === 's3' ? request.path : request.path.split('/').map(escape).join('/')
  const canonical = [
    request.method,
    path,
    query.join('&'),
    ...names!.split(';').map((name) => `${name}:${String(request.headers[name])}`),
    '',
    names,
    request.headers['x-amz-content-sha256'] ?? sha(request.body),
  ].join('\n')
  const time = String(request.headers['x-amz-date'])
  const day = time.slice(0, 8)
  const text = ['AWS4-HMAC-SHA256', time, `${day}/${scope.region}/${scope.service}/aws4_request`, sha(canonical)].join('\n')
  const key = [day, scope.region, scope.service, 'aws4_request'].reduce<string | Buffer>(mac, `AWS4${secret}`)
  return mac(key as Buffer, text).toString('hex')
}

async function api(): Promise<Upstream> {
  return upstream({ '* *': json({}) })
}

describe('signature version 4', () => {
  it.each<[string, JsonObject]>([
    ['aws-sig-v4', settings],
    ['awsSigV4', settings],
    ['aws4', settings],
    ['aws-sig-v4', { accessKeyId: '{{ID}}', secretAccessKey: '{{SECRET}}', region: 'us-east-1', service: 'execute-api' }],
  ])('signs what arrives: %s %j', async (type, given) => {
    await using server = await api()
    await using consumed = await consuming(server.url, { type, ...given }, variables)
    await consumed.call('get', { q: "a b+c!*'()&é=", tag: ['b', 'a'] })
    await consumed.call('post', { a: 'ü' })
    await consumed.call('put', { a: 'x y' })
    expect(server.requests).toHaveLength(3)
    for (const request of server.requests) {
      const [, credential, signature] = /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=[^,]+, Signature=(\w+)$/.exec(
        request.headers.authorization!,
      )!
      expect(credential).toBe(`${ID}/${String(request.headers['x-amz-date']).slice(0, 8)}/us-east-1/execute-api/aws4_request`)
      expect(signature).toBe(expectedSignature(request, { region: 'us-east-1', service: 'execute-api' }))
    }
  })

  it.each(['a b', 'ü', '100%', 'a/b', "it's (so)!"])('signs the path with %j in it', async (x) => {
    for (const service of ['execute-api', 's3']) {
      await using server = await api()
      const { call, host } = await consume(
        { baseUri: server.url, authentication: { type: 'aws4', ...settings, service }, ...operation('/things/{x}') },
        { variables },
      )
      await call('op', { x })
      const [request] = server.requests
      const canonical =
        service === 's3'
          ? { ...request!, path: request!.path.replaceAll('%2F', '/').replace(/[!'()]/g, (c) => `%${c.charCodeAt(0).toString(16)}`) }
          : request!
      expect(request!.headers.authorization).toContain(expectedSignature(canonical, { region: 'us-east-1', service }))
      await host.stop()
    }
  })

  it('signs the token of a session', async () => {
    await using server = await api()
    await using consumed = await consuming(server.url, { type: 'aws4', ...settings, sessionToken: '{{T}}' }, { ...variables, T: 'session' })
    await consumed.call()
    const [request] = server.requests
    expect(request!.headers['x-amz-security-token']).toBe('session')
    expect(request!.headers.authorization).toContain('x-amz-security-token')
    expect(request!.headers.authorization).toContain(expectedSignature(request!, { region: 'us-east-1', service: 'execute-api' }))
  })

  it('takes the usual variables where the document names none', async () => {
    await using server = await api()
    const usual = { AWS_ACCESS_KEY_ID: ID, AWS_SECRET_ACCESS_KEY: SECRET, AWS_SESSION_TOKEN: 'session' }
    await using consumed = await consuming(server.url, { type: 'awsSigV4', region: 'eu-west-3', service: 'apigateway' }, usual)
    await consumed.call()
    const [request] = server.requests
    expect(request!.headers['x-amz-security-token']).toBe('session')
    expect(request!.headers.authorization).toContain(expectedSignature(request!, { region: 'eu-west-3', service: 'apigateway' }))
  })

  it('signs a body that is streamed, and a redirect anew', async () => {
    await using server = await api()
    const { host, invoke } = await consume(
      { baseUri: server.url, authentication: { type: 'aws4', ...settings }, ...operation('/things', { method: 'POST' }) },
      { variables },
    )
    const body = (async function* () {
      yield Buffer.from('one ')
      yield Buffer.from('two')
    })()
    await invoke({ payload: { mediaType: 'text/plain', bytes: body } })
    await host.stop()
    server.on('GET /things', empty(302, { location: '/moved' }))
    await using consumed = await consuming(server.url, { type: 'aws4', ...settings }, variables)
    await consumed.call()
    expect(server.requests.map((request) => [request.path, request.text()])).toEqual([
      ['/things', 'one two'],
      ['/things', ''],
      ['/moved', ''],
    ])
    for (const request of server.requests)
      expect(request.headers.authorization).toContain(expectedSignature(request, { region: 'us-east-1', service: 'execute-api' }))
  })

  it('refuses a body that is too large to be signed', async () => {
    await using server = await api()
    const { host, invoke } = await consume(
      { baseUri: server.url, authentication: { type: 'aws4', ...settings }, ...operation('/things', { method: 'POST' }) },
      { variables },
    )
    let isLeft = false
    const body = (async function* () {
      try {
        for (let count = 0; count < 100; count += 1) yield Buffer.alloc(1024 * 1024)
      } finally {
        isLeft = true
      }
    })()
    expect(await errorOf(invoke({ payload: { mediaType: 'text/plain', bytes: body } }))).toMatchObject({ status: 413, fault: 'caller' })
    expect(isLeft).toBe(true)
    expect(server.requests).toEqual([])
    await host.stop()
  })

  it('takes no header of a signature from a caller', async () => {
    await using server = await api()
    const inputParameters = ['X-Amz-Date', 'X-Amz-Content-Sha256', 'Authorization'].map((name) => ({ name, in: 'header' }))
    await using consumed = await consuming(server.url, { type: 'aws4', ...settings }, variables, { inputParameters })
    await consumed.call('get', { 'X-Amz-Date': '20000101T000000Z', 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD', Authorization: 'attack' })
    expect(server.requests[0]!.headers['x-amz-date']).not.toBe('20000101T000000Z')
    expect(server.requests[0]!.headers['x-amz-content-sha256']).toBeUndefined()
    expect(server.requests[0]!.headers.authorization).toContain('AWS4')
  })

  it.each(['region', 'service'])('without %s refuses calls', async (name) => {
    const { [name]: _, ...others } = settings
    await using consumed = await consuming('http://127.0.0.1:1', { type: 'aws4', ...others }, variables)
    expect(await errorOf(consumed.call())).toMatchObject({
      code: 'NAFTIKO_AUTHENTICATION_INCOMPLETE',
      message: expect.stringContaining(`"${name}" is missing`) as string,
    })
  })
})
