import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, SignJWT } from 'jose'
import { onTestFinished } from 'vitest'

export interface SigningKey {
  readonly alg: string
  readonly kid: string | undefined
  readonly privateKey: CryptoKey
  readonly publicJwk: JWK
}

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void

/** A real authorization server on a loopback port, as far as a resource server sees one. Tests change it while it runs. */
export interface FakeAuthorizationServer {
  readonly issuer: string
  /** Paths that were asked for, in order. */
  readonly asked: string[]
  /** What `jwks_uri` gives. */
  keys: JWK[]
  /** Members that replace those of the metadata. */
  metadata: Record<string, unknown>
  /** Answers instead of the server, by path. */
  readonly overrides: Map<string, Handler>
  /** Where the metadata stands. */
  metadataPath: string
  /** Signs with the first key, unless told otherwise; `undefined` leaves a claim out. */
  token(
    claims?: Record<string, unknown>,
    options?: { readonly key?: SigningKey; readonly header?: Partial<JWTHeaderParameters> },
  ): Promise<string>
  readonly key: SigningKey
}

export const AUDIENCE = 'https://api.example.com/books'

export async function signingKey(alg = 'ES256', kid: string | undefined = `key-${Math.random()}`): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  const publicJwk = { ...(await exportJWK(publicKey)), alg, use: 'sig', ...(kid === undefined ? {} : { kid }) }
  return { alg, kid, privateKey, publicJwk }
}

export async function authorizationServer({ path = '' }: { readonly path?: string } = {}): Promise<FakeAuthorizationServer> {
  const key = await signingKey()
  const asked: string[] = []
  const overrides = new Map<string, Handler>()
  const server = createServer(async (request, response) => {
    const body = await text(request)
    asked.push(request.url!)
    const override = overrides.get(request.url!)
    if (override !== undefined) return override(request, response, body)
    if (request.url === fake.metadataPath) return json(response, { issuer: fake.issuer, jwks_uri: `${origin}/keys`, ...fake.metadata })
    if (request.url === '/keys') return json(response, { keys: fake.keys })
    response.writeHead(404).end('nothing here')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const fake: FakeAuthorizationServer = {
    issuer: origin + path,
    asked,
    keys: [key.publicJwk],
    metadata: {},
    overrides,
    metadataPath: `/.well-known/oauth-authorization-server${path}`,
    key,
    token: (claims, options) => sign(fake, claims, options),
  }
  return fake
}

export function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

async function sign(
  { issuer, key: own }: FakeAuthorizationServer,
  claims: Record<string, unknown> = {},
  { key = own, header = {} }: { readonly key?: SigningKey; readonly header?: Partial<JWTHeaderParameters> } = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  const all = { iss: issuer, aud: AUDIENCE, sub: 'ada', iat: now, exp: now + 300, scope: 'books:read books:write', ...claims }
  const protectedHeader = { alg: key.alg, typ: 'at+jwt', ...(key.kid === undefined ? {} : { kid: key.kid }), ...header }
  return new SignJWT(all).setProtectedHeader(protectedHeader).sign(key.privateKey, { crit: { hold: true } })
}
