import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { createEngine, type Host } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'
import { upstream, type Upstream } from '@naftiko/testing'

export const TOKEN = 'sk-or-test'

/** A host that runs an OpenRouter document against a recording upstream, and clients for every way in. */
export interface Running extends AsyncDisposable {
  readonly api: Upstream
  readonly host: Host
  readonly rest: string
  readonly mcp: string
  client(): Promise<Client>
}

/** Runs a document with its API pointed at an upstream of the test. */
export async function runOpenRouter(file: string): Promise<Running> {
  const api = await upstream()
  const engine = createEngine({ plugins: standardPlugins({ env: {} }) })
  const capability = await engine.load(file)
  const host = engine.host([capability], {
    anyPort: true,
    variables: { OPENROUTER_TOKEN: TOKEN },
    baseUris: { openrouter: `${api.url}/api/v1` },
  })
  await host.start()
  const url = (namespace: string): string => host.endpoints.find((endpoint) => endpoint.namespace === namespace)!.url!
  const clients: Client[] = []
  return {
    api,
    host,
    rest: url('openrouter-rest'),
    mcp: url('openrouter-mcp'),
    client: async () => {
      const client = new Client({ name: 'test', version: '1' })
      await client.connect(new StreamableHTTPClientTransport(new URL(url('openrouter-mcp'))) as never)
      clients.push(client)
      return client
    },
    [Symbol.asyncDispose]: async () => {
      for (const client of clients) await client.close()
      await host.stop({ graceMs: 0 })
      await api.close()
    },
  }
}
