import { readFile } from 'node:fs/promises'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { ClientCredentialsProvider } from '@modelcontextprotocol/sdk/client/auth-extensions.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterEach, describe, expect, it } from 'vitest'
import { createEngine, type Host, type HostOptions } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'
import { json, type Upstream, upstream } from '@naftiko/testing'
import { inRepository } from '../repository.ts'

const cleanUp: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const clean of cleanUp.splice(0).toReversed()) await clean()
})

async function hostOf(exposes: string, api: Upstream, options: HostOptions = {}): Promise<Host> {
  const document = `naftiko: 1.0.0-alpha2
info: { label: Library }
capability:
  consumes:
    - { type: http, namespace: library, baseUri: '${api.url}', resources: [{ path: /books, operations: [{ name: list }] }] }
  exposes:
${exposes}
`
  const engine = createEngine({ plugins: standardPlugins({ env: {} }) })
  const host = engine.host([await engine.load({ text: document })], { anyPort: true, ...options })
  await host.start()
  cleanUp.push(() => host.stop({ graceMs: 0 }))
  return host
}

async function started(routes: Parameters<typeof upstream>[0] = {}): Promise<Upstream> {
  const server = await upstream(routes)
  cleanUp.push(() => server.close())
  return server
}

/** An authorization server that gives every client what it asks for. */
async function authorizationServer(): Promise<Upstream> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
  const server = await started()
  const metadata = {
    issuer: server.url,
    authorization_endpoint: `${server.url}/authorize`,
    token_endpoint: `${server.url}/token`,
    jwks_uri: `${server.url}/keys`,
    response_types_supported: ['code'],
    grant_types_supported: ['client_credentials'],
    token_endpoint_auth_methods_supported: ['client_secret_basic'],
  }
  server.on('GET /.well-known/oauth-authorization-server', json(metadata))
  server.on('GET /keys', json({ keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' }] }))
  server.on('POST /token', async (response, request) => {
    const form = new URLSearchParams(request.text())
    const token = await new SignJWT({ scope: form.get('scope') ?? '' })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setIssuer(server.url)
      .setAudience(form.get('resource') ?? 'nobody')
      .setExpirationTime('5m')
      .sign(privateKey)
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: 300 }))
  })
  return server
}

/** A port that nobody has, because the document must know the address under which clients reach the host. */
async function freePort(): Promise<number> {
  const server = await upstream()
  await server.close()
  return Number(new URL(server.url).port)
}

async function client(url: string, issuer: string): Promise<Client> {
  const authProvider = new ClientCredentialsProvider({
    clientId: 'reader',
    clientSecret: 'secret',
    scope: 'books:read',
    expectedIssuer: issuer,
  })
  const one = new Client({ name: 'reader', version: '1' })
  await one.connect(new StreamableHTTPClientTransport(new URL(url), { authProvider }))
  cleanUp.push(() => one.close())
  return one
}

describe('an MCP client at a door that wants access tokens', () => {
  const mcp = (issuer: string, resource: string): string => `    - type: mcp
      port: 9090
      namespace: library-mcp
      authentication: { type: oauth2, authorizationServerUri: '${issuer}', resource: '${resource}', scopes: ['books:read'] }
      tools: [{ name: listbooks, description: All books, call: library.list }]`

  it.each([
    ['a port of its own', (port: number): HostOptions => ({ ports: { 'library-mcp': port } }), '/mcp'],
    ['a gateway', (port: number): HostOptions => ({ gateway: port }), '/library-mcp/mcp'],
  ])('finds its way to a token, and is served, through %s', async (_, options, path) => {
    const [api, server, port] = [await started({ 'GET /books': json([{ title: 'Emma' }]) }), await authorizationServer(), await freePort()]
    const url = `http://127.0.0.1:${port}${path}`
    const host = await hostOf(mcp(server.url, url), api, { anyPort: false, ...options(port) })
    expect(host.endpoints).toMatchObject([{ url }])
    expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(401)
    const { content } = await (await client(url, server.url)).callTool({ name: 'listbooks' })
    expect(content).toEqual([{ type: 'text', text: '[{"title":"Emma"}]' }])
    const asked = server.requests.find(({ path: asked }) => asked === '/token')!
    expect(Object.fromEntries(new URLSearchParams(asked.text()))).toMatchObject({ resource: url, scope: 'books:read' })
    expect(api.requests[0]!.headers.authorization).toBeUndefined()
  })
})

describe('a REST door without its credential', () => {
  it('answers 503 beside an open one', async () => {
    const api = await started({ 'GET /books': json([]) })
    const rest = (name: string, more: string): string =>
      `    - { type: rest, port: 8080, namespace: ${name}, ${more} resources: [{ path: /books, operations: [{ call: library.list }] }] }`
    const authentication = `authentication: { type: digest, username: ada, password: '{{LIBRARY_PASSWORD}}' },`
    const host = await hostOf(`${rest('closed', authentication)}\n${rest('open', '')}`, api, { gateway: 0 })
    const [closed, open] = await Promise.all(host.endpoints.map(({ url }) => fetch(`${url}/books`)))
    expect([closed!.status, open!.status]).toEqual([503, 200])
    expect(await closed!.json()).toMatchObject({ code: 'NAFTIKO_CREDENTIAL_MISSING', detail: expect.stringContaining('LIBRARY_PASSWORD') })
  })
})

describe('the examples of docs/exposed-authentication.md', async () => {
  const page = await readFile(inRepository('docs/exposed-authentication.md'), 'utf8')
  const examples = [...page.matchAll(/```yaml\n(authentication:[\s\S]*?)```/g)].map((match) => match[1]!)

  it.each(examples)('are doors that ask for something: %s', async (example) => {
    const api = await started()
    const indented = example.trimEnd().replaceAll(/^/gm, '      ')
    const variables = Object.fromEntries([...example.matchAll(/\{\{(\w+)\}\}/g)].map((match) => [match[1]!, 'secret']))
    const host = await hostOf(`    - type: rest\n      namespace: door\n${indented}\n      resources: []`, api, { variables })
    expect(
      host.capabilities[0]!.diagnostics.filter(({ severity, code }) => severity !== 'hint' && code !== 'NAFTIKO_VARIABLE_UNBOUND'),
    ).toEqual([])
    expect((await fetch(`${host.endpoints[0]!.url}/books`)).status).toBe(401)
  })

  it('are five', () => {
    expect(examples).toHaveLength(5)
  })
})
