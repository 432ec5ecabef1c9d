import { createEngine } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'
import { json, upstream } from '@naftiko/testing'
import { describe, expect, it } from 'vitest'

const DISCOVER = {
  'mcp-protocol-version': '2026-07-28',
  'mcp-method': 'server/discover',
}
const ENVELOPE = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {} }
const HELLO = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '0' } }

/** How a server introduces itself, in the words of either era. */
interface Introduced {
  readonly serverInfo?: { readonly version: string }
  readonly _meta?: Readonly<Record<string, { readonly version: string }>>
}

/** Every version that clients are told, of a document that begins like this. */
async function told(head: string): Promise<Readonly<Record<string, string | undefined>>> {
  await using api = await upstream({ 'GET /books': json([]) })
  const text = `
naftiko: 1.0.0-alpha3
${head}
capability:
  consumes:
    - { type: http, namespace: api, baseUri: "${api.url}", resources: [{ path: /books, operations: [{ name: list, method: GET }] }] }
  exposes:
    - { type: rest, namespace: rest, port: 0, resources: [{ path: /books, operations: [{ method: GET, call: api.list }] }] }
    - { type: mcp, namespace: mcp, port: 0, tools: [{ name: list, description: Lists., call: api.list }] }
`
  const engine = createEngine({ plugins: standardPlugins() })
  await using host = engine.host([await engine.load({ text })], { anyPort: true })
  await host.start()
  const [rest, mcp] = host.endpoints.map(({ url }) => url!)
  const ask = async (method: string, params: object, headers: Record<string, string> = {}): Promise<Introduced> => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
    const response = await fetch(mcp!, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } })
    return ((await response.json()) as { result: Introduced }).result
  }
  const openapi = (await (await fetch(`${rest}/openapi.json`)).json()) as { info: { version: string } }
  const { _meta: discovered } = await ask('server/discover', { _meta: ENVELOPE }, DISCOVER)
  return {
    openapi: openapi.info.version,
    handshake: (await ask('initialize', HELLO)).serverInfo?.version,
    stateless: discovered?.['io.modelcontextprotocol/serverInfo']?.version,
  }
}

describe('the version that clients are told', () => {
  it.each([
    ['that of the document', 'info: { label: Books, version: 2.4.1 }', '2.4.1'],
    ['as it is written, even where it looks like a number', 'info: { label: Books, version: 1.10 }', '1.10'],
    ['1.0.0 where the document has none', 'info: { label: Books }', '1.0.0'],
    ['1.0.0 where what stands there is no version', 'info: { label: Books, version: { major: 1 } }', '1.0.0'],
  ])('is %s', async (_, head, version) => {
    expect(await told(head)).toEqual({ openapi: version, handshake: version, stateless: version })
  })
})
