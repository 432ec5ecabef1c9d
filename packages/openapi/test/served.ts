import { createEngine } from '@naftiko/core'
import type { JsonObject } from '@naftiko/plugin-api'
import { standardPlugins } from '@naftiko/standard'
import { importOpenApi } from '../src/index.ts'

/** An imported capability that runs. */
export interface Served extends AsyncDisposable {
  readonly rest: string
  /** Calls a tool; rejects when the result is an error. */
  tool(name: string, args: JsonObject): Promise<JsonObject>
  /** The OpenAPI document that it answers with. */
  readonly description: JsonObject
}

export interface ServeOptions {
  readonly baseUri: string
  readonly namespace: string
  readonly variables?: Readonly<Record<string, string>>
}

/** Imports a document and runs what comes out, with its calls going to `baseUri`. */
export async function serve(document: JsonObject, { baseUri, namespace, variables = {} }: ServeOptions): Promise<Served> {
  const { text } = await importOpenApi(document, { expose: ['rest', 'mcp'], namespace, baseUri })
  const engine = createEngine({ plugins: standardPlugins({ env: variables }) })
  const capability = await engine.load({ text }, { strict: true })
  const host = engine.host([capability], { anyPort: true })
  await host.start()
  const urlOf = (type: string): string => host.endpoints.find((endpoint) => endpoint.type === type)!.url!
  return {
    rest: urlOf('rest').replace(/\/$/, ''),
    tool: (name, args) => callTool(urlOf('mcp'), name, args),
    description: capability.exposers.find(({ type }) => type === 'rest')!.describe()!,
    [Symbol.asyncDispose]: () => host.stop({ graceMs: 0 }),
  }
}

async function callTool(url: string, name: string, args: JsonObject): Promise<JsonObject> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }),
  })
  const { result, error } = (await response.json()) as { readonly result?: JsonObject; readonly error?: JsonObject }
  if (result === undefined || result['isError'] === true) throw new Error(JSON.stringify(result ?? error))
  return result
}
