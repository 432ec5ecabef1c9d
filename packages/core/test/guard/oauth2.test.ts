import { createHmac, generateKeyPairSync } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { exportSPKI, importJWK } from 'jose'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { JsonObject } from '@naftiko/plugin-api'
import { AUDIENCE, authorizationServer, type FakeAuthorizationServer, signingKey } from './authorization-server.ts'
import { type Door, doorWith } from './door.ts'

const METADATA_URL = 'https://api.example.com/.well-known/oauth-protected-resource/books'

async function guarded(
  settings: JsonObject = {},
  server?: FakeAuthorizationServer,
): Promise<{ door: Door; server: FakeAuthorizationServer }> {
  const as = server ?? (await authorizationServer())
  const door = await doorWith({ type: 'oauth2', authorizationServerUri: as.issuer, resource: AUDIENCE, ...settings })
  return { door, server: as }
}

const ask = (door: Door, token?: string, path = '/'): Promise<Response> =>
  fetch(door.url + path, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } })

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const later = (seconds: number): void => void vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1000 })
const now = (): number => Math.floor(Date.now() / 1000)

afterEach(() => void vi.useRealTimers())

describe('a valid access token', () => {
  it.each(['RS256', 'PS384', 'ES256', 'ES512', 'EdDSA', 'Ed25519'])('signed with %s is let in', async (alg) => {
    const { door, server } = await guarded()
    const key = await signingKey(alg)
    server.keys = [key.publicJwk]
    expect((await ask(door, await server.token({}, { key }))).status).toBe(200)
  })

  it.each<[string, JsonObject, Record<string, unknown>]>([
    ['with the audience among others', {}, { aud: ['x', AUDIENCE] }],
    ['with an audience of its own', { audience: 'books' }, { aud: 'books' }],
    ['with a bare address and a slash', { resource: 'https://api.example.com' }, { aud: 'https://api.example.com/' }],
    ['with a bare address and none', { resource: 'https://api.example.com/' }, { aud: 'https://api.example.com' }],
    ['with all scopes', { scopes: ['books:read', 'books:write'] }, {}],
    ['with all scopes, wanted as a text', { scopes: 'books:read books:write' }, {}],
    ['with scopes as scp, a list', { scopes: ['a', 'b'] }, { scope: undefined, scp: ['b', 'a'] }],
    ['with scopes as scp, a text', { scopes: ['a', 'b'] }, { scope: undefined, scp: 'a b' }],
    ['that began a moment from now', {}, { nbf: now() + 10 }],
    ['that has expired a moment ago', {}, { exp: now() - 10 }],
  ])('%s is let in', async (_, settings, claims) => {
    const { door, server } = await guarded(settings)
    expect((await ask(door, await server.token(claims))).status).toBe(200)
  })

  it.each([
    ['/', ''],
    ['', '/'],
  ])('is let in when its issuer ends with "%s" and the document with "%s"', async (ofToken, ofDocument) => {
    const server = await authorizationServer()
    const door = await doorWith({ type: 'oauth2', authorizationServerUri: server.issuer + ofDocument, resource: AUDIENCE })
    expect((await ask(door, await server.token({ iss: server.issuer + ofToken }))).status).toBe(200)
  })

  it('does not reach the exposer', async () => {
    const { door, server } = await guarded()
    const token = await server.token()
    await ask(door, token)
    expect(JSON.stringify(door.admitted)).not.toContain(token.slice(0, 20))
    expect(door.admitted).toHaveLength(1)
  })

  it('without a key id is tried with every key that fits', async () => {
    const { door, server } = await guarded()
    const [first, second, other] = [await signingKey('ES256'), await signingKey('ES256'), await signingKey('ES256')]
    server.keys = [first.publicJwk, second.publicJwk]
    const unnamed = (key: typeof first): Promise<string> => server.token({}, { key: { ...key, kid: undefined } })
    expect((await ask(door, await unnamed(second))).status).toBe(200)
    expect((await ask(door, await unnamed(other))).status).toBe(401)
  })

  it('costs the authorization server nothing after the first', async () => {
    const { door, server } = await guarded()
    expect(server.asked).toEqual([])
    await Promise.all([1, 2, 3].map(async () => ask(door, await server.token())))
    await ask(door, await server.token())
    expect(server.asked).toEqual(['/.well-known/oauth-authorization-server', '/keys'])
  })
})

describe('a request without an access token', () => {
  it.each<[string, Record<string, string>]>([
    ['nothing', {}],
    ['another scheme', { authorization: 'Basic abc' }],
    ['a scheme and nothing else', { authorization: 'Bearer' }],
  ])('that has %s is told where to get one', async (_, headers) => {
    const { door, server } = await guarded({ scopes: ['a', 'b'] })
    const answer = await fetch(door.url, { headers })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe(`Bearer realm="naftiko", scope="a b", resource_metadata="${METADATA_URL}"`)
    expect(server.asked).toEqual([])
  })

  it('is not let in by a token in the query', async () => {
    const { door, server } = await guarded()
    expect((await ask(door, undefined, `/?access_token=${await server.token()}`)).status).toBe(401)
  })
})

describe('a bad access token', () => {
  type Make = (server: FakeAuthorizationServer) => Promise<string>
  const withClaims =
    (claims: Record<string, unknown>): Make =>
    (server) =>
      server.token(claims)

  it.each<[string, Make, RegExp]>([
    ['no JWT', async () => 'opaque', /not a signed JWT/],
    ['three times nothing', async () => '..', /not a signed JWT/],
    ['unsigned', async (server) => `${base64url({ alg: 'none' })}.${(await server.token()).split('.')[1]}.`, /not accepted/],
    ['signed with the public key as a secret', publicKeyAsSecret, /not accepted/],
    ['changed', async (server) => changed(await server.token()), /signature/],
    [
      'without its signature',
      async (server) => `${(await server.token()).split('.').slice(0, 2).join('.')}.`,
      /signature|cannot be verified/,
    ],
    ['signed by somebody else under a known key id', forged, /signature/],
    ['signed with an unknown key', async (server) => server.token({}, { key: await signingKey() }), /does not publish/],
    ['asking for extensions', (server) => server.token({}, { header: { crit: ['hold'], hold: true } }), /cannot be verified/],
    ['from another issuer', withClaims({ iss: 'https://evil.example' }), /another issuer/],
    ['without issuer', withClaims({ iss: undefined }), /another issuer/],
    ['for another audience', withClaims({ aud: 'https://other.example' }), /another audience/],
    ['for a longer audience', withClaims({ aud: `${AUDIENCE}/more` }), /another audience/],
    ['without audience', withClaims({ aud: undefined }), /another audience/],
    ['expired', withClaims({ exp: now() - 60 }), /has expired/],
    ['without end', withClaims({ exp: undefined }), /does not say when/],
    ['with an end that is no time', withClaims({ exp: 'never' }), /does not say when/],
    ['of the future', withClaims({ nbf: now() + 60 }), /not valid yet/],
  ])('%s is refused, and says why', async (_, make, why) => {
    const { door, server } = await guarded()
    const answer = await ask(door, await make(server))
    expect(answer.status).toBe(401)
    const challenge = answer.headers.get('www-authenticate')!
    const [, description, metadata] =
      /^Bearer realm="naftiko", error="invalid_token", error_description="([^"]+)", resource_metadata="([^"]+)"$/.exec(challenge)!
    expect(description).toMatch(why)
    expect(metadata).toBe(METADATA_URL)
    expect(await answer.json()).toMatchObject({ code: 'NAFTIKO_UNAUTHORIZED', detail: description })
    expect(door.admitted).toEqual([])
  })

  async function publicKeyAsSecret(server: FakeAuthorizationServer): Promise<string> {
    const pem = await exportSPKI(
      (await importJWK(server.key.publicJwk, 'ES256', { extractable: true })) as Parameters<typeof exportSPKI>[0],
    )
    const content = `${base64url({ alg: 'HS256', kid: server.key.kid })}.${(await server.token()).split('.')[1]}`
    return `${content}.${createHmac('sha256', pem).update(content).digest('base64url')}`
  }

  async function forged(server: FakeAuthorizationServer): Promise<string> {
    return server.token({}, { key: await signingKey('ES256', server.key.kid) })
  }

  function changed(token: string): string {
    const [header, payload, signature] = token.split('.')
    const claims = JSON.parse(Buffer.from(payload!, 'base64url').toString()) as object
    return `${header}.${base64url({ ...claims, scope: 'admin' })}.${signature}`
  }

  it('of a key that is too weak is refused', async () => {
    const { door, server } = await guarded()
    const pair = generateKeyPairSync('rsa', { modulusLength: 1024 })
    const jwk = { ...pair.publicKey.export({ format: 'jwk' }), alg: 'RS256', kid: 'weak' }
    server.keys = [jwk]
    const content = `${base64url({ alg: 'RS256', kid: 'weak' })}.${(await server.token()).split('.')[1]}`
    const { sign } = await import('node:crypto')
    const signature = sign('sha256', Buffer.from(content), pair.privateKey).toString('base64url')
    expect((await ask(door, `${content}.${signature}`)).status).toBe(401)
  })

  it.each<[string, Record<string, unknown>]>([
    ['one is missing', { scope: 'books:read' }],
    ['it has none', { scope: undefined }],
    ['it has longer ones', { scope: 'books:read books:write:all' }],
    ['they are in no form that is known', { scope: { 'books:read': true, 'books:write': true } }],
  ])('is refused with 403 when of the scopes %s', async (_, claims) => {
    const { door, server } = await guarded({ scopes: ['books:read', 'books:write'] })
    const answer = await ask(door, await server.token(claims))
    expect(answer.status).toBe(403)
    expect(answer.headers.get('www-authenticate')).toMatch(
      /^Bearer realm="naftiko", error="insufficient_scope", error_description="the token lacks the scope books:(read|write)", scope="books:read books:write", resource_metadata="/,
    )
    expect(await answer.json()).toMatchObject({ code: 'NAFTIKO_FORBIDDEN' })
  })
})

describe('keys', () => {
  it('that are new are found, and those that are gone are forgotten', async () => {
    const { door, server } = await guarded()
    expect((await ask(door, await server.token())).status).toBe(200)
    const next = await signingKey()
    server.keys = [next.publicJwk]
    later(31)
    expect((await ask(door, await server.token({}, { key: next }))).status).toBe(200)
    expect((await ask(door, await server.token())).status).toBe(401)
  })

  it('that are made up make the server be asked at most twice a minute', async () => {
    const { door, server } = await guarded()
    const made = await signingKey()
    const asked = (): number => server.asked.filter((path) => path === '/keys').length
    for (let count = 0; count < 5; count += 1) expect((await ask(door, await server.token({}, { key: made }))).status).toBe(401)
    expect(asked()).toBe(1)
    later(31)
    for (let count = 0; count < 5; count += 1) await ask(door, await server.token({}, { key: made }))
    expect(asked()).toBe(2)
  })

  it('are kept while the server is away, for an hour', async () => {
    const { door, server } = await guarded()
    await ask(door, await server.token())
    server.overrides.set('/keys', (_, response) => void response.writeHead(500).end())
    later(11 * 60)
    expect((await ask(door, await server.token())).status).toBe(200)
    expect((await ask(door, await server.token({}, { key: await signingKey() }))).status).toBe(503)
    const hanging: IncomingMessage[] = []
    server.overrides.set('/keys', (request) => void hanging.push(request))
    later(60)
    expect((await ask(door, await server.token())).status).toBe(200)
    while (hanging.length === 0) await sleep(5)
    hanging[0]!.socket.destroy()
    server.overrides.set('/keys', (_, response) => void response.writeHead(500).end())
    later(90 * 60)
    expect((await ask(door, await server.token())).status).toBe(503)
    server.overrides.clear()
    later(60)
    expect((await ask(door, await server.token())).status).toBe(200)
  })
})

describe('discovery', () => {
  it.each([
    ['', '/.well-known/oauth-authorization-server'],
    ['', '/.well-known/openid-configuration'],
    ['/tenant', '/.well-known/oauth-authorization-server/tenant'],
    ['/tenant', '/tenant/.well-known/oauth-authorization-server'],
    ['/tenant', '/.well-known/openid-configuration/tenant'],
    ['/a/b', '/a/b/.well-known/openid-configuration'],
  ])('of an issuer with the path "%s" finds %s', async (path, metadataPath) => {
    const server = await authorizationServer({ path })
    server.metadataPath = metadataPath
    const { door } = await guarded({}, server)
    expect((await ask(door, await server.token())).status).toBe(200)
  })

  it('that fails gives 503, is left alone for a while, and recovers', async () => {
    const { door, server } = await guarded()
    server.metadataPath = '/nowhere'
    const token = await server.token()
    const first = await ask(door, token)
    expect([first.status, first.headers.get('retry-after'), first.headers.get('www-authenticate')]).toEqual([503, '1', null])
    expect(await first.json()).toMatchObject({ code: 'NAFTIKO_AUTHORIZATION_UNAVAILABLE' })
    const { length } = server.asked
    expect((await ask(door, token)).status).toBe(503)
    expect(server.asked).toHaveLength(length)
    later(2)
    const second = await ask(door, token)
    expect([second.status, second.headers.get('retry-after')]).toEqual([503, '2'])
    server.metadataPath = '/.well-known/oauth-authorization-server'
    expect((await ask(door, token)).status).toBe(503)
    later(3)
    expect((await ask(door, token)).status).toBe(200)
    expect(door.logged.filter((line) => line.includes('cannot be asked')).length).toBeGreaterThanOrEqual(2)
    expect(door.logged.join()).not.toContain(token)
  })

  it.each<[string, (server: FakeAuthorizationServer) => void, RegExp]>([
    [
      'names another issuer',
      (server) => (server.metadata = { issuer: 'https://evil.example' }),
      /names the issuer "https:\/\/evil\.example"/,
    ],
    ['names no issuer', (server) => (server.metadata = { issuer: undefined }), /names no issuer/],
    ['has no keys', (server) => (server.metadata = { jwks_uri: undefined }), /no jwks_uri/],
    ['has keys over plain HTTP', (server) => (server.metadata = { jwks_uri: 'http://keys.example' }), /its jwks_uri is not https/],
    [
      'has keys that are no key set',
      (server) => server.overrides.set('/keys', (_, response) => void response.end('{"keys":1}')),
      /no key set/,
    ],
    [
      'has keys that are no JSON',
      (server) => server.overrides.set('/keys', (_, response) => void response.end('<html>')),
      /no JSON object/,
    ],
    ['is too large', (server) => (server.metadata = { filler: 'x'.repeat(600_000) }), /more than 524288 bytes/],
    [
      'leads elsewhere',
      (server) => server.overrides.set('/keys', (_, response) => void response.writeHead(302, { location: '/other' }).end()),
      /cannot be read/,
    ],
    ['hangs up', (server) => server.overrides.set('/keys', (request) => void request.socket.destroy()), /cannot be read/],
  ])('that %s gives 503, and the log says why', async (_, spoil, why) => {
    const { door, server } = await guarded()
    spoil(server)
    expect((await ask(door, await server.token())).status).toBe(503)
    expect(door.logged.join('\n')).toMatch(why)
  })

  it('ends when the host stops', async () => {
    const { door, server } = await guarded()
    const hanging = new Promise<void>((resolve) =>
      server.overrides.set('/keys', (_, response) => {
        response.on('close', () => resolve())
      }),
    )
    const answer = ask(door, await server.token()).catch(() => 'cut')
    while (!server.asked.includes('/keys')) await sleep(5)
    await door.front.stop()
    await hanging
    expect(await answer).toBe('cut')
    expect(door.admitted).toEqual([])
  })

  it('is not waited for when the client has gone', async () => {
    const { door, server } = await guarded()
    let answerKeys = (): void => {}
    server.overrides.set('/keys', (_, response) => {
      answerKeys = () => void response.end(JSON.stringify({ keys: server.keys }))
    })
    const client = new AbortController()
    const gone = fetch(door.url, { headers: { authorization: `Bearer ${await server.token()}` }, signal: client.signal }).catch(() => {})
    while (!server.asked.includes('/keys')) await sleep(5)
    client.abort()
    await gone
    await door.front.drain({ signal: AbortSignal.timeout(5000) })
    answerKeys()
    await sleep(50)
    expect(door.admitted).toEqual([])
  })
})

describe('tokens that the server is asked about', () => {
  const settings = { tokenValidation: 'introspection', clientId: 'books api', clientSecret: 'pä:ss', scopes: ['books:read'] }

  async function introspecting(answer: Record<string, unknown>, status = 200) {
    const server = await authorizationServer()
    const seen: { body: string; authorization: string | undefined }[] = []
    server.metadata = { introspection_endpoint: `${server.issuer}/introspect` }
    server.overrides.set('/introspect', (request, response, body) => {
      seen.push({ body, authorization: request.headers.authorization })
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    })
    return { ...(await guarded(settings, server)), seen }
  }

  it.each<[string, Record<string, unknown>, number]>([
    ['active', { active: true, aud: AUDIENCE, scope: 'books:read' }, 200],
    ['active until later', { active: true, aud: [AUDIENCE], scope: 'books:read', exp: now() + 60 }, 200],
    ['not active', { active: false }, 401],
    ['active, as a text', { active: 'true', aud: AUDIENCE, scope: 'books:read' }, 401],
    ['meant for others', { active: true, aud: 'x', scope: 'books:read' }, 401],
    ['meant for nobody', { active: true, scope: 'books:read' }, 401],
    ['from others', { active: true, iss: 'https://evil.example', aud: AUDIENCE, scope: 'books:read' }, 401],
    ['expired', { active: true, aud: AUDIENCE, scope: 'books:read', exp: now() - 60 }, 401],
    ['of the future', { active: true, aud: AUDIENCE, scope: 'books:read', nbf: now() + 60 }, 401],
    ['without scope', { active: true, aud: AUDIENCE }, 403],
  ])('and are %s', async (_, answer, status) => {
    const { door, seen } = await introspecting(answer)
    expect((await ask(door, 'opaque+/=')).status).toBe(status)
    expect(seen).toEqual([
      {
        body: 'token=opaque%2B%2F%3D&token_type_hint=access_token',
        authorization: `Basic ${Buffer.from('books+api:p%C3%A4%3Ass').toString('base64')}`,
      },
    ])
  })

  it('give 503 when it does not answer', async () => {
    const { door } = await introspecting({}, 401)
    expect((await ask(door, 'opaque')).status).toBe(503)
  })
})

describe('protected resource metadata', () => {
  const expected = (server: FakeAuthorizationServer, resource: string) => ({
    resource,
    authorization_servers: [server.issuer],
    scopes_supported: ['a'],
    bearer_methods_supported: ['header'],
  })

  it.each(['/.well-known/oauth-protected-resource', '/.well-known/oauth-protected-resource/books'])(
    'is at %s for everybody',
    async (path) => {
      const { door, server } = await guarded({ scopes: ['a'] })
      const answer = await ask(door, undefined, path)
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json'])
      expect(await answer.json()).toEqual(expected(server, AUDIENCE))
      expect((await fetch(door.url + path, { method: 'HEAD' })).status).toBe(200)
      expect(door.admitted).toEqual([])
    },
  )

  it.each([
    ['GET', '/.well-known/oauth-protected-resource/other'],
    ['GET', '/.well-known/oauth-protected-resourceful'],
    ['POST', '/.well-known/oauth-protected-resource'],
  ])('is not at %s %s', async (method, path) => {
    const { door } = await guarded()
    expect((await fetch(door.url + path, { method })).status).toBe(401)
  })

  it('is below the path of the server that this one is mounted in', async () => {
    const server = await authorizationServer()
    const door = await doorWith({ type: 'oauth2', authorizationServerUri: server.issuer, audience: 'books', scopes: ['a'] }, {}, '/mounted')
    const challenge = (await ask(door)).headers.get('www-authenticate')!
    const url = /resource_metadata="([^"]+)"/.exec(challenge)![1]!
    expect(url).toBe(`${door.url}/.well-known/oauth-protected-resource`)
    expect(await (await fetch(url)).json()).toEqual(expected(server, door.url))
  })

  it.each([
    ['https://api.example.com', 'https://api.example.com/.well-known/oauth-protected-resource'],
    ['https://api.example.com/', 'https://api.example.com/.well-known/oauth-protected-resource'],
    ['https://api.example.com:8443/a/b', 'https://api.example.com:8443/.well-known/oauth-protected-resource/a/b'],
  ])('of %s is at %s', async (resource, url) => {
    const { door } = await guarded({ resource })
    expect((await ask(door)).headers.get('www-authenticate')).toBe(`Bearer realm="naftiko", resource_metadata="${url}"`)
  })
})
