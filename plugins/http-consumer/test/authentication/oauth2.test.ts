import { afterEach, describe, expect, it, vi } from 'vitest'
import type { JsonObject, JsonValue } from '@naftiko/plugin-api'
import { delayed, hangUp, json, refusedUrl, type Reply, silence, text, type Upstream, upstream } from '@naftiko/testing'
import { consuming, errorOf, printed } from './consumed.ts'

const SECRET = 's3cr3t/+ of the client'
const variables = { ID: 'client-1', SECRET }
const client: JsonObject = { clientId: '{{ID}}', clientSecret: '{{SECRET}}' }

/** An API that takes the tokens which `isGood` likes, and a token endpoint that counts. */
async function servers(isGood: (token: string) => boolean = () => true, answer: JsonObject = {}) {
  let issued = 0
  const server = await upstream({
    'POST /token': (response, request) => {
      issued += 1
      return json({ access_token: `t${issued}`, token_type: 'Bearer', expires_in: 3600, ...answer })(response, request)
    },
    '* /things': (response, request) => {
      const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
      const good = token !== undefined && isGood(token)
      return json(good ? { token } : { error: 'invalid_token' }, { status: good ? 200 : 401 })(response, request)
    },
  })
  return server
}

function requestsTo(server: Upstream, path: string) {
  return server.requests.filter((request) => request.path === path)
}

function formOf(server: Upstream): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(requestsTo(server, '/token')[0]!.text()))
}

/** Moves the clock; timers and sockets keep their own time. */
function passes(seconds: number): void {
  const now = Date.now()
  vi.useFakeTimers({ toFake: ['Date'], now: now + seconds * 1000 })
}

afterEach(() => void vi.useRealTimers())

async function valueOf(outcome: Promise<unknown>): Promise<JsonValue> {
  return ((await outcome) as { value: JsonValue }).value
}

describe('a token', () => {
  it.each<[string, JsonObject, Record<string, string>]>([
    ['client credentials, which is the default', client, { grant_type: 'client_credentials' }],
    ...['client-credentials', 'client_credentials', 'clientCredentials', 'CLIENT CREDENTIALS'].map(
      (grantType) =>
        [`client credentials, written ${grantType}`, { ...client, grantType }, { grant_type: 'client_credentials' }] as [
          string,
          JsonObject,
          Record<string, string>,
        ],
    ),
    ['a flow', { ...client, flow: 'clientCredentials' }, { grant_type: 'client_credentials' }],
    ['scopes as a list', { ...client, scopes: ['a', 'b'] }, { grant_type: 'client_credentials', scope: 'a b' }],
    ['scopes as a text', { ...client, scopes: 'a b' }, { grant_type: 'client_credentials', scope: 'a b' }],
    ['scopes as a map', { ...client, scopes: { a: 'reads', b: 'writes' } }, { grant_type: 'client_credentials', scope: 'a b' }],
    ['a scope', { ...client, scope: '{{ID}}' }, { grant_type: 'client_credentials', scope: 'client-1' }],
    [
      'audience and resource',
      { ...client, audience: 'https://a', resource: 'https://r' },
      { grant_type: 'client_credentials', audience: 'https://a', resource: 'https://r' },
    ],
    [
      'a refresh token',
      { ...client, grantType: 'refresh-token', refreshToken: 'r0' },
      { grant_type: 'refresh_token', refresh_token: 'r0' },
    ],
    ['a refresh token alone', { clientId: 'c', refresh_token: 'r0' }, { grant_type: 'refresh_token', refresh_token: 'r0', client_id: 'c' }],
    [
      'a password',
      { ...client, grant: 'password', username: 'ada', password: '{{SECRET}}' },
      { grant_type: 'password', username: 'ada', password: SECRET },
    ],
    [
      'the secret in the body',
      { ...client, clientAuthentication: 'body' },
      { grant_type: 'client_credentials', client_id: 'client-1', client_secret: SECRET },
    ],
  ])('is asked for with %s', async (_, settings, form) => {
    await using server = await servers()
    await using api = await consuming(server.url, { type: 'oauth2', tokenUri: `${server.url}/token`, ...settings }, variables)
    expect(await valueOf(api.call())).toEqual({ token: 't1' })
    expect(formOf(server)).toEqual(form)
    expect(api.diagnostics.filter(({ code }) => code.startsWith('NAFTIKO_AUTH'))).toEqual([])
  })

  it.each(['tokenUri', 'tokenUrl', 'token_url', 'tokenEndpoint'])('is asked for at %s', async (key) => {
    await using server = await servers()
    await using api = await consuming(server.url, { type: 'oauth2', [key]: `${server.url}/token`, ...client }, variables)
    expect(await valueOf(api.call())).toEqual({ token: 't1' })
  })

  it('is asked for at a path of the API itself', async () => {
    await using server = await servers()
    await using api = await consuming(server.url, { type: 'oauth2', tokenUri: '/token', ...client }, variables)
    expect(await valueOf(api.call())).toEqual({ token: 't1' })
  })

  it('is asked for with the client in the header, encoded as forms are', async () => {
    await using server = await servers()
    await using api = await consuming(server.url, { type: 'oauth2', tokenUri: `${server.url}/token`, ...client }, variables)
    await api.call()
    const [name, value] = requestsTo(server, '/token')[0]!.headers.authorization!.split(' ')
    expect(name).toBe('Basic')
    expect(Buffer.from(value!, 'base64').toString()).toBe('client-1:s3cr3t%2F%2B+of+the+client')
  })

  it('that the document gives outright is sent as it is', async () => {
    await using server = await servers()
    await using api = await consuming(server.url, { type: 'oauth2', token: '{{T}}' }, { T: 'given' })
    expect(await valueOf(api.call())).toEqual({ token: 'given' })
    expect(requestsTo(server, '/token')).toEqual([])
  })

  it('is fetched by the first call and not at the start', async () => {
    await using server = await servers()
    await using api = await consuming(server.url, { type: 'oauth2', tokenUri: `${server.url}/token`, ...client }, variables)
    expect(server.requests).toEqual([])
    await api.call()
    await api.call()
    expect(requestsTo(server, '/token')).toHaveLength(1)
    expect(requestsTo(server, '/things')).toHaveLength(2)
  })

  it('is fetched once for fifty calls at a time', async () => {
    await using server = await servers()
    await using api = await consuming(server.url, { type: 'oauth2', tokenUri: `${server.url}/token`, ...client }, variables)
    const values = await Promise.all(Array.from({ length: 50 }, () => valueOf(api.call())))
    expect(new Set(values.map((value) => JSON.stringify(value)))).toEqual(new Set(['{"token":"t1"}']))
    expect(requestsTo(server, '/token')).toHaveLength(1)
  })

  it('belongs to one host', async () => {
    await using server = await servers()
    const settings = { type: 'oauth2', tokenUri: `${server.url}/token`, ...client }
    await using one = await consuming(server.url, settings, variables)
    await using other = await consuming(server.url, settings, variables)
    expect([await valueOf(one.call()), await valueOf(other.call())]).toEqual([{ token: 't1' }, { token: 't2' }])
  })

  it.each([100, '100'])('that expires after %j is fetched again then', async (expires_in) => {
    await using server = await servers(undefined, { expires_in })
    await using api = await consuming(server.url, { type: 'oauth2', tokenUri: `${server.url}/token`, ...client }, variables)
    await api.call()
    passes(101)
    await Promise.all(Array.from({ length: 10 }, () => api.call()))
    expect(requestsTo(server, '/token')).toHaveLength(2)
  })

  it('is renewed shortly before it expires, while the old one serves', async () => {
    await using server = await servers(undefined, { expires_in: 100 })
    await using api = await consuming(server.url, { type: 'oauth2', tokenUri: `${server.url}/token`, ...client }, variables)
    await api.call()
    passes(95)
    server.on('POST /token', delayed(100, json({ access_token: 'new', expires_in: 60 })))
    expect(await Promise.all([valueOf(api.call()), valueOf(api.call())])).toEqual([{ token: 't1' }, { token: 't1' }])
    await expect.poll(() => valueOf(api.call())).toEqual({ token: 'new' })
    expect(requestsTo(server, '/token')).toHaveLength(2)
  })

  it('serves to its end when it cannot be renewed in advance, without a storm of attempts', async () => {
    await using server = await servers(undefined, { expires_in: 100 })
    await using api = await consuming(server.url, { type: 'oauth2', tokenUri: `${server.url}/token`, ...client }, variables)
    await api.call()
    passes(95)
    server.on('POST /token', json({ error: 'temporarily_unavailable' }, { status: 503 }))
    for (let count = 0; count < 5; count += 1) expect(await valueOf(api.call())).toEqual({ token: 't1' })
    expect(requestsTo(server, '/token').length).toBeLessThanOrEqual(2)
  })

  it('replaces the refresh token, when a new one comes with it', async () => {
    await using server = await servers((token) => token !== 't1', { refresh_token: 'r1' })
    const settings = { type: 'oauth2', tokenUri: `${server.url}/token`, clientId: 'c', refreshToken: 'r0' }
    await using api = await consuming(server.url, settings)
    expect(await valueOf(api.call())).toEqual({ token: 't2' })
    expect(requestsTo(server, '/token').map((request) => new URLSearchParams(request.text()).get('refresh_token'))).toEqual(['r0', 'r1'])
  })
})

describe('an API that refuses a token', () => {
  it('is called once more with a new one', async () => {
    await using server = await servers((token) => token === 't2')
    await using api = await consuming(server.url, { type: 'oauth2', tokenUri: `${server.url}/token`, ...client }, variables)
    expect(await valueOf(api.call('post', { a: 'x' }))).toEqual({ token: 't2' })
    expect(requestsTo(server, '/things').map((request) => request.text())).toEqual(['{"a":"x"}', '{"a":"x"}'])
  })

  it('costs one new token, however many calls it refused', async () => {
    let good = 't1'
    await using server = await servers((token) => token === good)
    await using api = await consuming(server.url, { type: 'oauth2', tokenUri: `${server.url}/token`, ...client }, variables)
    await api.call()
    good = 't2'
    await Promise.all(Array.from({ length: 20 }, () => api.call()))
    expect(requestsTo(server, '/token')).toHaveLength(2)
  })

  it('for another reason answers for itself, and costs no token a call', async () => {
    await using server = await servers(() => false)
    await using api = await consuming(server.url, { type: 'oauth2', tokenUri: `${server.url}/token`, ...client }, variables)
    for (let count = 0; count < 5; count += 1)
      expect(await errorOf(api.call())).toMatchObject({ code: 'NAFTIKO_UPSTREAM_STATUS', status: 401 })
    expect(requestsTo(server, '/token')).toHaveLength(2)
  })
})

describe('a token endpoint', () => {
  async function failing(
    reply: Reply,
    settings: JsonObject = {},
  ): Promise<{ error: Error & Record<string, unknown>; all: string; url: string }> {
    await using server = await servers()
    server.on('POST /token', reply)
    await using api = await consuming(server.url, { type: 'oauth2', tokenUri: `${server.url}/token`, ...client, ...settings }, variables)
    const error = await errorOf(api.call())
    expect(requestsTo(server, '/things')).toEqual([])
    return { error, all: printed(error) + printed(api.log.records), url: server.url }
  }

  it.each<[string, Reply, RegExp]>([
    [
      'with an error code',
      json({ error: 'invalid_client', error_description: SECRET }, { status: 401 }),
      /gave out no token: invalid_client/,
    ],
    ['with a code that is a sentence', json({ error: `no ${SECRET}!` }, { status: 400 }), /answered with status 400$/],
    ['with a page', text('<html>', { status: 503 }), /answered with status 503$/],
    ['without a token', json({}), /gave out no token$/],
    ['with an error and status 200', json({ error: 'invalid_grant' }), /gave out no token: invalid_grant/],
    ['with a token that breaks lines', json({ access_token: 'a\r\nx: y' }), /gave out a token that no header can carry/],
    ['with a token that needs a proof', json({ access_token: 'a', token_type: 'DPoP' }), /only bearer tokens can be used/],
    [
      'with a redirect',
      (response) => void response.writeHead(302, { location: 'https://elsewhere.example' }).end(),
      /answered with status 302$/,
    ],
  ])('that answers %s fails the call and tells no secret', async (_, reply, message) => {
    const { error, all, url } = await failing(reply)
    expect(error).toMatchObject({ code: 'NAFTIKO_TOKEN_REFUSED', fault: 'upstream', status: 502 })
    expect(error.message).toMatch(message)
    expect(error.message).toContain(url)
    for (const secret of [SECRET, 's3cr3t', Buffer.from('client-1:s3cr3t').toString('base64').slice(0, 20)])
      expect(all).not.toContain(secret)
  })

  it('that hangs up is named in the error', async () => {
    const { error, url } = await failing(hangUp())
    expect(error).toMatchObject({ code: 'NAFTIKO_UPSTREAM_UNREACHABLE', message: expect.stringContaining(new URL(url).host) as string })
  })

  it('that nobody listens at is named in the error', async () => {
    const tokenUri = await refusedUrl()
    const { error } = await failing(silence(), { tokenUri })
    expect(error.message).toContain('the authorization server of api')
    expect(error.message).toContain(new URL(tokenUri).host)
  })

  it('that recovers is asked again by the next call', async () => {
    await using server = await servers()
    server.on('POST /token', json({ error: 'server_error' }, { status: 500 }))
    await using api = await consuming(server.url, { type: 'oauth2', tokenUri: `${server.url}/token`, ...client }, variables)
    await errorOf(api.call())
    server.on('POST /token', json({ access_token: 'now' }))
    expect(await valueOf(api.call())).toEqual({ token: 'now' })
  })

  it('that is slow keeps nobody who gives up, and goes on for the others', async () => {
    await using server = await servers()
    server.on('POST /token', delayed(300, json({ access_token: 'slow' })))
    await using api = await consuming(server.url, { type: 'oauth2', tokenUri: `${server.url}/token`, ...client }, variables)
    const hurried = new AbortController()
    const first = errorOf(api.call('get', {}, hurried.signal))
    const second = valueOf(api.call())
    await server.next()
    const start = performance.now()
    hurried.abort()
    expect(await first).toMatchObject({ fault: 'cancelled' })
    expect(performance.now() - start).toBeLessThan(200)
    expect(await second).toEqual({ token: 'slow' })
    expect(requestsTo(server, '/token')).toHaveLength(1)
    expect(requestsTo(server, '/token')[0]!.isAborted).toBe(false)
  })

  it('is let go when the host stops', async () => {
    await using server = await servers()
    server.on('POST /token', silence())
    const api = await consuming(server.url, { type: 'oauth2', tokenUri: `${server.url}/token`, ...client }, variables)
    const call = errorOf(api.call())
    const request = await server.next()
    await api.host.stop({ graceMs: 0 })
    await request.aborted
    expect(await call).toMatchObject({ fault: 'cancelled' })
  })
})

describe('an authorization server', () => {
  it.each(['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'])(
    'is asked for its endpoint at %s',
    async (path) => {
      await using server = await servers()
      server.on(`GET ${path}`, json({ issuer: `${server.url}/`, token_endpoint: `${server.url}/token` }))
      await using api = await consuming(server.url, { type: 'oauth2', authorizationServerUri: server.url, ...client }, variables)
      expect(await valueOf(api.call())).toEqual({ token: 't1' })
    },
  )

  it.each(['/realms/x/.well-known/openid-configuration', '/.well-known/oauth-authorization-server/realms/x'])(
    'with a path is asked at %s',
    async (path) => {
      await using server = await servers()
      server.on(`GET ${path}`, json({ issuer: `${server.url}/realms/x`, token_endpoint: `${server.url}/token` }))
      await using api = await consuming(server.url, { type: 'oauth2', issuer: `${server.url}/realms/x`, ...client }, variables)
      expect(await valueOf(api.call())).toEqual({ token: 't1' })
    },
  )

  it('that reads secrets from the form only gets it there', async () => {
    await using server = await servers()
    const metadata = {
      issuer: server.url,
      token_endpoint: `${server.url}/token`,
      token_endpoint_auth_methods_supported: ['client_secret_post'],
    }
    server.on('GET /.well-known/openid-configuration', json(metadata))
    await using api = await consuming(server.url, { type: 'oauth2', issuer: server.url, ...client }, variables)
    await api.call()
    expect(formOf(server)).toMatchObject({ client_id: 'client-1', client_secret: SECRET })
  })

  it.each<[string, (url: string) => Reply, string]>([
    ['that has no metadata', () => text('no', { status: 404 }), 'publishes no metadata'],
    [
      'whose metadata is that of another',
      (url) => json({ issuer: 'https://evil.example', token_endpoint: `${url}/token` }),
      'another server',
    ],
    ['whose endpoint is no web address', (url) => json({ issuer: url, token_endpoint: 'file:///etc/passwd' }), 'no https address'],
  ])('%s gets no secret', async (_, reply, message) => {
    await using server = await servers()
    server.on('GET /.well-known/*', reply(server.url))
    await using api = await consuming(server.url, { type: 'oauth2', issuer: server.url, ...client }, variables)
    expect((await errorOf(api.call())).message).toContain(message)
    expect(requestsTo(server, '/token')).toEqual([])
    expect(requestsTo(server, '/things')).toEqual([])
  })
})

describe('the settings', () => {
  it.each<[string, JsonObject, string]>([
    ['an endpoint', client, '"tokenUri" is missing'],
    ['a client', { tokenUri: 'https://a.example' }, '"clientId" is missing'],
    ['a secret', { tokenUri: 'https://a.example', clientId: 'c' }, '"clientSecret" is missing'],
    ['a refresh token', { tokenUri: 'https://a.example', ...client, grantType: 'refresh_token' }, '"refreshToken"'],
    ['a password', { tokenUri: 'https://a.example', ...client, grantType: 'password', username: 'u' }, '"password"'],
    ['a grant that needs nobody', { tokenUri: 'https://a.example', ...client, grantType: 'authorization_code' }, 'needs a person'],
    ['a known place for the secret', { tokenUri: 'https://a.example', ...client, clientAuthentication: 'smoke' }, 'use basic or body'],
  ])('without %s refuse calls', async (_, settings, reason) => {
    await using server = await servers()
    await using api = await consuming(server.url, { type: 'oauth2', ...settings }, variables)
    const expected = { code: 'NAFTIKO_AUTHENTICATION_INCOMPLETE', message: expect.stringContaining(reason) as string }
    expect(api.diagnostics).toContainEqual(expect.objectContaining(expected))
    expect(await errorOf(api.call())).toMatchObject(expected)
    expect(server.requests).toEqual([])
  })

  it('with an address that is none refuse calls', async () => {
    await using server = await servers()
    await using api = await consuming(server.url, { type: 'oauth2', tokenUri: 'ftp://{{ID}}', ...client }, variables)
    expect(await errorOf(api.call())).toMatchObject({ code: 'NAFTIKO_AUTHENTICATION_UNUSABLE', status: 500 })
    expect(printed(api.log.records)).toContain('calls are refused')
    expect(server.requests).toEqual([])
  })

  it('with a variable that has no value send calls without a token', async () => {
    await using server = await servers()
    await using api = await consuming(server.url, { type: 'oauth2', tokenUri: `${server.url}/token`, ...client }, { ID: 'c' })
    expect(await errorOf(api.call())).toMatchObject({ status: 401 })
    expect(requestsTo(server, '/token')).toEqual([])
  })
})
