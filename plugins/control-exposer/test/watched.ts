import type { Diagnostic, Host, HostOptions } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'
import { empty, json, testEngine, type TestEngine, upstream, type Upstream } from '@naftiko/testing'

export interface Watched extends AsyncDisposable {
  readonly host: Host
  readonly api: Upstream
  readonly engine: TestEngine
  readonly diagnostics: readonly Diagnostic[]
  /** URL of the control port. */
  readonly url: string
  /** URL of the REST API. */
  readonly rest: string
  get(path: string, init?: RequestInit): Promise<Response>
  json(path: string, init?: RequestInit): Promise<unknown>
}

export const SECRET = 'sk-very-secret-value'

/** A capability with a REST API, an MCP server and this control port, on an API that knows `/ships` and refuses `/crew`. */
export async function watched(
  settings: object = {},
  around: { readonly exposes?: readonly object[]; readonly options?: HostOptions } = {},
): Promise<Watched> {
  const api = await upstream()
  api.on('GET /ships', json([{ imo: 1 }]))
  api.on('GET /crew', json({ error: 'no' }, { status: 403 }))
  api.on('GET /gone', empty())
  const engine = testEngine(standardPlugins({ env: {} }))
  const capability = await engine.load({ text: JSON.stringify(document(api.url, settings, around.exposes)), name: 'shipyard.yaml' })
  const host = engine.host([capability], { anyPort: true, variables: { TOKEN: SECRET }, ...around.options })
  await host.start()
  const urlOf = (type: string): string => host.endpoints.find((endpoint) => endpoint.type === type)?.url ?? ''
  const get: Watched['get'] = (path, init) => fetch(urlOf('control') + path, init)
  return {
    host,
    api,
    engine,
    // The document has a secret written into it, to see that no view of it shows that.
    diagnostics: capability.diagnostics.filter(({ code }) => code !== 'NAFTIKO_LITERAL_SECRET'),
    url: urlOf('control'),
    rest: urlOf('rest'),
    get,
    json: async (path, init) => (await get(path, init)).json(),
    [Symbol.asyncDispose]: async () => {
      await host.stop({ graceMs: 0 })
      await api.close()
    },
  }
}

function document(baseUri: string, settings: object, more: readonly object[] = []): object {
  const operations = (name: string): readonly object[] => [{ name, method: 'GET' }]
  const route = (name: string): object => ({ path: `/${name}`, operations: [{ name, method: 'GET', call: `registry.${name}` }] })
  return {
    naftiko: '1.0.0-alpha2',
    info: { label: 'Shipyard' },
    binds: [{ namespace: 'env', keys: { TOKEN: 'TOKEN', OTHER: 'OTHER' } }],
    capability: {
      aggregates: [{ label: 'Fleet', namespace: 'fleet', functions: [{ name: 'all', description: 'All.', call: 'registry.ships' }] }],
      consumes: [
        {
          type: 'http',
          namespace: 'registry',
          baseUri,
          authentication: { type: 'bearer', token: '{{TOKEN}}' },
          inputParameters: [{ name: 'X-Api-Key', in: 'header', value: 'literal-secret' }],
          resources: ['ships', 'crew', 'gone'].map((name) => ({ name, path: `/${name}`, operations: operations(name) })),
        },
      ],
      exposes: [
        { type: 'rest', namespace: 'yard-rest', resources: ['ships', 'crew', 'gone'].map(route) },
        { type: 'mcp', namespace: 'yard-mcp', tools: [{ name: 'ships', description: 'Ships.', call: 'registry.ships' }] },
        { type: 'control', ...settings },
        ...more,
      ],
    },
  }
}
