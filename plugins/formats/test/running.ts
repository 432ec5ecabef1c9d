import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { Diagnostic, Host } from '@naftiko/core'
import { httpConsumer } from '@naftiko/http-consumer'
import { mcpExposer } from '@naftiko/mcp-exposer'
import type { JsonObject } from '@naftiko/plugin-api'
import { restExposer } from '@naftiko/rest-exposer'
import { bytes, testEngine, upstream } from '@naftiko/testing'
import { formats } from '../src/index.ts'

/** A capability whose one operation has an answer of some format. */
export interface Served {
  readonly mediaType: string
  readonly body: string | Uint8Array
  /** What the consumed operation says of its answer. */
  readonly operation: JsonObject
  /** Path of the member that the mapped route answers. */
  readonly mapping: string
  readonly files?: Readonly<Record<string, string>>
}

export interface RunningCapability extends AsyncDisposable {
  readonly host: Host
  readonly diagnostics: readonly Diagnostic[]
  /** Fetches from the exposed REST API: `/whole` as it came, `/mapped` mapped. */
  get(route: string): Promise<Response>
  /** Calls the tool, and gives the text of its result. */
  tool(): Promise<{ readonly text: string; readonly isError: boolean }>
}

/** Runs a capability in a real engine, in front of a real upstream, with its files beside it. */
export async function run({ mediaType, body, operation, mapping, files = {} }: Served): Promise<RunningCapability> {
  const api = await upstream({ 'GET /data': bytes(Buffer.from(body), { headers: { 'content-type': mediaType } }) })
  const folder = await mkdtemp(path.join(tmpdir(), 'formats-'))
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text)
  await writeFile(path.join(folder, 'capability.yaml'), JSON.stringify(documentOf(api.url, operation, mapping)))
  const engine = testEngine([httpConsumer(), restExposer(), mcpExposer(), ...formats()])
  const capability = await engine.load(path.join(folder, 'capability.yaml'))
  const host = engine.host([capability], { anyPort: true })
  await host.start()
  const url = (type: string): string => host.endpoints.find((endpoint) => endpoint.type === type)!.url!
  return {
    host,
    diagnostics: capability.diagnostics,
    get: (route) => fetch(url('rest') + route),
    tool: () => callTool(url('mcp')),
    [Symbol.asyncDispose]: async () => {
      await host.stop({ graceMs: 0 })
      await api.close()
      await rm(folder, { recursive: true })
    },
  }
}

function documentOf(baseUri: string, operation: JsonObject, mapping: string): object {
  const get = { method: 'GET', call: 'api.get' }
  return {
    naftiko: '1.0.0-alpha2',
    info: { label: 'Formats' },
    capability: {
      consumes: [
        {
          type: 'http',
          namespace: 'api',
          baseUri,
          resources: [{ name: 'data', path: '/data', operations: [{ name: 'get', method: 'GET', ...operation }] }],
        },
      ],
      exposes: [
        {
          type: 'rest',
          namespace: 'front',
          port: 8080,
          resources: [
            { path: '/whole', operations: [{ name: 'whole', ...get }] },
            { path: '/mapped', operations: [{ name: 'mapped', ...get, outputParameters: [{ type: 'string', mapping }] }] },
          ],
        },
        { type: 'mcp', namespace: 'tools', port: 9090, tools: [{ name: 'get', description: 'Gets the data', call: 'api.get' }] },
      ],
    },
  }
}

async function callTool(url: string): Promise<{ readonly text: string; readonly isError: boolean }> {
  const client = new Client({ name: 'test', version: '0.0.0' })
  // The declarations of the SDK were written without exactOptionalPropertyTypes.
  await client.connect(new StreamableHTTPClientTransport(new URL(url)) as Parameters<Client['connect']>[0])
  try {
    const result = (await client.callTool({ name: 'get', arguments: {} })) as {
      content: readonly { text: string }[]
      isError?: boolean
    }
    return { text: result.content[0]!.text, isError: result.isError === true }
  } finally {
    await client.close()
  }
}
