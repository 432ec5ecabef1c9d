import { isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import type { DescribedRequest } from './described-requests.ts'

interface Tool {
  /** What `host.invoke` takes. */
  readonly call: string
  argumentsOf(request: DescribedRequest): JsonObject
}

type Objects = readonly JsonObject[]
const listOf = (value: JsonValue | undefined): Objects => (Array.isArray(value) ? (value as Objects) : [])

/** How an imported capability can be asked for what an OpenAPI document describes. */
export class Routes {
  readonly #capability: JsonObject

  constructor(document: JsonObject) {
    this.#capability = document['capability'] as JsonObject
  }

  /** The tool whose consumed operation has this method and path; of several, the next that was not given yet. */
  toolOf({ method, path }: DescribedRequest): Tool | undefined {
    const tools = listOf(this.#exposer('mcp')?.['tools'])
    const wanted = path.split('#', 1)[0]
    for (const api of listOf(this.#capability['consumes'])) {
      for (const resource of listOf(api['resources'])) {
        if (plain(String(resource['path'])) !== plain(String(wanted))) continue
        for (const operation of listOf(resource['operations'])) {
          if (operation['method'] !== method || this.#given.has(operation)) continue
          const tool = tools.find((one) => one['call'] === `${String(api['namespace'])}.${String(operation['name'])}`)
          if (tool === undefined) continue
          this.#given.add(operation)
          return {
            call: `${String(this.#exposer('mcp')!['namespace'])}.${String(tool['name'])}`,
            argumentsOf: (request) => argumentsOf(tool, request),
          }
        }
      }
    }
    return undefined
  }

  readonly #given = new Set<JsonObject>()

  /** Whether the REST side serves the method at the path of the document, with values that a URL or header says as they are. */
  isServed({ method, path, values }: DescribedRequest): boolean {
    const { path: inPath, header, cookie } = values
    if ([inPath, header, cookie].some((place) => Object.values(place ?? {}).some(isObject))) return false
    return listOf(this.#exposer('rest')?.['resources']).some(
      (resource) =>
        resource['path'] === path.replace(/(?<=.)\/$/, '') &&
        listOf(resource['operations']).some((operation) => operation['method'] === method),
    )
  }

  #exposer(type: string): JsonObject | undefined {
    return listOf(this.#capability['exposes']).find((one) => one['type'] === type)
  }
}

/** Names of variables may change, and some styles stand in the path of the capability. */
function plain(path: string): string {
  return path.replaceAll(/[.;]?(?:[\w-]+=)?\{[^{}]*\}/g, '{}')
}

/** Arguments have the names of the parameters, or with their place before them where two parameters share one. */
function argumentsOf(tool: JsonObject, { values, body }: DescribedRequest): JsonObject {
  const declared = listOf(tool['inputParameters']).map(({ name }) => String(name))
  const given: Record<string, JsonValue> = {}
  for (const [place, parameters] of Object.entries(values)) {
    for (const [name, value] of Object.entries(parameters)) {
      const own = declared.includes(`${place}-${name}`) ? `${place}-${name}` : name
      if (declared.includes(own)) given[own] = value
    }
  }
  if (body === undefined) return given
  return declared.includes('body') ? { ...given, body } : { ...given, ...(isObject(body) ? body : {}) }
}
