import type { JsonObject } from '@naftiko/plugin-api'
import { readApi } from './api/read-api.ts'
import { capabilityOf, type ExposeKind, namespaceOf } from './capability/capability.ts'
import { toYaml } from './capability/to-yaml.ts'
import { refersElsewhere, withoutExtensions, withOtherFiles } from './read/other-files.ts'
import { parseText } from './read/parse.ts'
import { unreadable } from './read/problem.ts'
import { References } from './read/references.ts'
import { toOpenApi3 } from './read/version.ts'

export interface ImportOptions {
  /** Name of the consumed API in calls. Default: made from the title. */
  readonly namespace?: string
  /** The sides on which the API is served. Default: none, so that the document is one to be imported by others. */
  readonly expose?: readonly ExposeKind[]
  /** Path or address that the text comes from: relative references and servers start there. Nothing is fetched without it. */
  readonly source?: string
  /** Address of the API, in the place of the one that the document says. */
  readonly baseUri?: string
  /** Where editors find the schema of capability documents. Default: `./naftiko.schema.json`. */
  readonly schema?: string
}

export interface ImportedCapability {
  /** The capability document, as YAML. */
  readonly text: string
  readonly namespace: string
  readonly operations: number
  /** What could not be taken over, for people. */
  readonly warnings: readonly string[]
}

/**
 * Turns an OpenAPI document (3.0, 3.1, 3.2 or Swagger 2.0; JSON, YAML or an object) into a capability document that
 * validates without a finding. Rejects with a `NaftikoError` for what is no OpenAPI document.
 */
export async function importOpenApi(document: string | JsonObject, options: ImportOptions = {}): Promise<ImportedCapability> {
  const parsed = typeof document === 'string' ? await parseText(document) : document
  const own = refersElsewhere(parsed) ? (withoutExtensions(parsed) as JsonObject) : parsed
  const whole = refersElsewhere(own) ? await withOtherFiles(own, options.source) : own
  const openapi = await toOpenApi3(whole)
  const location = options.source !== undefined && /^https?:/i.test(options.source) ? options.source : undefined
  const api = readApi({
    document: openapi,
    references: new References(openapi),
    ...(location === undefined ? {} : { location }),
    ...(options.baseUri === undefined ? {} : { baseUri: options.baseUri }),
  })
  if (api.operations.length === 0) throw unreadable('the document describes no operations: "paths" is missing or empty')
  const namespace = options.namespace ?? namespaceOf(api.title)
  const capability = capabilityOf(api, { namespace, expose: options.expose ?? [] })
  return {
    text: await toYaml(capability, options.schema ?? './naftiko.schema.json'),
    namespace,
    operations: api.operations.length,
    warnings: api.warnings,
  }
}
