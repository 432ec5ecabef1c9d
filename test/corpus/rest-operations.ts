import { isList, isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import { type Callable, fromResponse } from './answer.ts'
import { synthetic } from './synthetic.ts'

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'] as const

/** Everything that the OpenAPI description of a running REST exposer lists: once with every argument, once with those it requires. */
export async function restOperations(url: string, headers: Headers): Promise<readonly Callable[]> {
  const response = await fetch(`${url}/openapi.json`, { headers })
  if (response.status !== 200) return [page(`GET /openapi.json`, `${url}/openapi.json`, headers)]
  // A document may serve something of its own at this address.
  const { paths = {} } = (await response.json()) as { readonly paths?: Readonly<Record<string, JsonObject>> }
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method]
      return isObject(operation) ? callables(url, path, method.toUpperCase(), operation, headers) : []
    }),
  )
}

/** A page that answers to GET. */
export function page(name: string, url: string, headers: Headers, kind: Callable['kind'] = 'page'): Callable {
  return { name, kind, call: async (signal) => fromResponse(await fetch(url, { headers, signal })) }
}

type Headers = Readonly<Record<string, string>>

/** One with every argument; and one with those that are required, where that is not the same. */
function callables(url: string, path: string, method: string, operation: JsonObject, headers: Headers): readonly Callable[] {
  const full = requestFor(path, operation, true)
  const bare = requestFor(path, operation, false)
  const isSame = JSON.stringify(full) === JSON.stringify(bare)
  return (isSame ? [full] : [full, bare]).map((request) => ({
    name: `rest ${method} ${path}${request === full ? '' : ' (required arguments only)'}`,
    kind: 'operation',
    call: async (signal) =>
      fromResponse(await fetch(url + request.target, { method, headers: { ...headers, ...request.headers }, body: request.body, signal })),
  }))
}

interface SyntheticRequest {
  readonly target: string
  readonly headers: Headers
  readonly body: string | null
}

function requestFor(path: string, operation: JsonObject, full: boolean): SyntheticRequest {
  const query = new URLSearchParams()
  const headers: Record<string, string> = {}
  let [target = ''] = path.split('#')
  for (const parameter of listOf(operation['parameters'])) {
    const name = String(parameter['name'])
    const value = textOf(synthetic(parameter['schema'], name))
    if (parameter['in'] === 'path') target = target.replaceAll(`{${name}}`, encodeURIComponent(value))
    else if (!full && parameter['required'] !== true) continue
    else if (parameter['in'] === 'header') headers[name] = value.replaceAll('é', 'e')
    else if (parameter['in'] === 'cookie') headers['cookie'] = `${name}=${encodeURIComponent(value)}`
    else query.append(name, value)
  }
  for (const [name, value] of new URLSearchParams(path.split('#')[1] ?? '')) query.append(name, value)
  const body = bodyFor(operation['requestBody'], full)
  if (body !== null) headers['content-type'] = 'application/json'
  return { target: query.size === 0 ? target : `${target}?${query.toString()}`, headers, body }
}

function bodyFor(described: JsonValue | undefined, full: boolean): string | null {
  if (!isObject(described)) return null
  const content = isObject(described['content']) ? described['content']['application/json'] : undefined
  const schema = isObject(content) && isObject(content['schema']) ? content['schema'] : {}
  const value = synthetic({ type: 'object', ...schema }, 'body')
  if (!isObject(schema['properties'])) return full || described['required'] === true ? JSON.stringify(value) : null
  if (full) return JSON.stringify(value)
  const required = isList(schema['required']) ? schema['required'].map(String) : []
  return JSON.stringify(Object.fromEntries(Object.entries(value as JsonObject).filter(([name]) => required.includes(name))))
}

function listOf(value: JsonValue | undefined): readonly JsonObject[] {
  return isList(value) ? value.filter(isObject) : []
}

function textOf(value: JsonValue): string {
  if (isList(value)) return value.map(textOf).join(',')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
