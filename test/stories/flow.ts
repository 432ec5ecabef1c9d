import { createEngine, type Host } from '@naftiko/core'
import type { JsonObject, JsonValue } from '@naftiko/plugin-api'
import { standardPlugins } from '@naftiko/standard'

/** A host that serves one flow, `do`, as REST and as a tool, and clients for both. */
export interface ServedFlow {
  readonly host: Host
  rest(input: JsonObject, signal?: AbortSignal): Promise<{ readonly status: number; readonly value: JsonValue }>
  mcp(input: JsonObject, signal?: AbortSignal): Promise<{ readonly isError: boolean; readonly text: string }>
  invoke(input: JsonObject, signal?: AbortSignal): Promise<JsonValue>
  stop(): Promise<void>
}

/** Serves the operation with these consumed APIs. */
export async function serveFlow(operation: JsonObject, capability: JsonObject): Promise<ServedFlow> {
  const engine = createEngine({ plugins: standardPlugins({ env: {} }) })
  const door = [
    { type: 'rest', namespace: 'door', resources: [{ path: '/do', operations: [{ name: 'do', method: 'POST', ...operation }] }] },
    { type: 'mcp', namespace: 'tools', tools: [{ name: 'do', description: 'Runs the flow', ...operation }] },
  ]
  const document = { naftiko: '1.0.0-alpha3', capability: { exposes: door, ...capability } }
  const host = engine.host([await engine.load({ text: JSON.stringify(document) })], { anyPort: true })
  await host.start()
  const urlOf = (namespace: string): string => host.endpoints.find((endpoint) => endpoint.namespace === namespace)!.url!
  const options = (signal: AbortSignal | undefined): { signal?: AbortSignal } => (signal === undefined ? {} : { signal })
  return {
    host,
    rest: async (input, signal) => {
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(`${urlOf('door')}/do`, { method: 'POST', headers, body: JSON.stringify(input), ...options(signal) })
      return { status: answer.status, value: (await answer.json()) as JsonValue }
    },
    // Not by the client of the SDK: over HTTP a caller is gone when its connection is.
    mcp: async (input, signal) => {
      const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
      const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'do', arguments: input } }
      const answer = await fetch(urlOf('tools'), { method: 'POST', headers, body: JSON.stringify(call), ...options(signal) })
      const { result } = (await answer.json()) as {
        readonly result: { readonly isError: boolean; readonly content: readonly { readonly text: string }[] }
      }
      return { isError: result.isError, text: result.content[0]!.text }
    },
    invoke: async (input, signal) => {
      const outcome = await host.invoke('door.do', input, options(signal))
      return outcome.kind === 'value' ? outcome.value : null
    },
    stop: () => host.stop({ graceMs: 0 }),
  }
}
