import { createEngine, type Report } from '@naftiko/core'
import type { JsonObject, JsonValue } from '@naftiko/plugin-api'
import { standardPlugins } from '@naftiko/standard'
import { parse } from 'yaml'
import { importOpenApi, type ImportOptions } from '../src/index.ts'

/** Operations of a document, around which everything else is the least that a document needs. */
export function openapi(paths: JsonObject, more: JsonObject = {}): JsonObject {
  return { openapi: '3.1.0', info: { title: 'Pets', version: '1' }, servers: [{ url: 'https://pets.example/v1' }], paths, ...more }
}

/** One operation at `GET /pets` or wherever. */
export function operation(members: JsonObject, path = '/pets', method = 'get', more: JsonObject = {}): JsonObject {
  return openapi({ [path]: { [method]: { operationId: 'op', responses: {}, ...members } } }, more)
}

export interface Imported {
  readonly text: string
  readonly warnings: readonly string[]
  readonly consumes: readonly JsonObject[]
  readonly exposes: readonly JsonObject[]
  readonly binds: JsonValue | undefined
  readonly report: Report
}

/** The parts of the capability that a document is imported as, and what the engine says about it. */
export async function imported(document: JsonObject | string, options: ImportOptions = { expose: ['rest', 'mcp'] }): Promise<Imported> {
  const { text, warnings } = await importOpenApi(document, options)
  const { capability } = parse(text) as { readonly capability: JsonObject }
  const report = await createEngine({ plugins: standardPlugins() }).validate({ text }, { strict: true })
  return {
    text,
    warnings,
    consumes: capability['consumes'] as readonly JsonObject[],
    exposes: (capability['exposes'] ?? []) as readonly JsonObject[],
    binds: capability['binds'],
    report,
  }
}

/** The only consumed operation. */
export async function consumedOperation(document: JsonObject): Promise<JsonObject> {
  const { consumes, report } = await imported(document)
  if (report.diagnostics.length > 0) throw new Error(JSON.stringify(report.diagnostics, undefined, 2))
  const [resource] = consumes[0]!['resources'] as readonly JsonObject[]
  return (resource!['operations'] as readonly JsonObject[])[0]!
}

/** Its inputs. */
export async function consumedInputs(document: JsonObject): Promise<readonly JsonObject[]> {
  return ((await consumedOperation(document))['inputParameters'] ?? []) as readonly JsonObject[]
}
