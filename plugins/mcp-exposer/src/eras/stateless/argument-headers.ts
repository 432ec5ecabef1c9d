import type { IncomingHttpHeaders } from 'node:http'
import { isObject, type JsonObject, type JsonSchema, type JsonValue } from '@naftiko/plugin-api'
import { member } from '../../json.ts'
import type { RequestMessage } from '../../protocol/messages.ts'
import { decodeHeader, mismatch } from './headers.ts'

/** An argument that a client repeats in a header, because the schema of its tool says so (`x-mcp-header`). */
export interface ArgumentHeader {
  readonly path: readonly string[]
  /** In lower case. */
  readonly header: string
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const TYPES: ReadonlySet<JsonValue | undefined> = new Set(['string', 'integer', 'boolean', 'number'])
const DECIMAL = /^-?\d+(\.\d+)?$/

/** The headers that the schema of a tool asks for; what it says about them wrongly is left out. */
export function argumentHeaders(schema: JsonSchema, path: readonly string[] = []): readonly ArgumentHeader[] {
  const { properties } = schema
  if (!isObject(properties)) return []
  return Object.entries(properties).flatMap(([name, one]) => {
    if (!isObject(one)) return []
    const here = [...path, name]
    const header = one['x-mcp-header']
    const own = typeof header === 'string' && TOKEN.test(header) && TYPES.has(one['type'])
    return [...(own ? [{ path: here, header: `mcp-param-${header.toLowerCase()}` }] : []), ...argumentHeaders(one, here)]
  })
}

/** Throws a `ProtocolError` where a header does not say the same as the argument that it repeats. */
export function checkArgumentHeaders(declared: readonly ArgumentHeader[], request: RequestMessage, headers: IncomingHttpHeaders): void {
  for (const { path, header } of declared) {
    const value = valueAt(request.params, path)
    if (value === undefined || value === null || typeof value === 'object') continue
    const written = headers[header]
    const place = path.join('.')
    if (typeof written !== 'string') throw mismatch(`the header ${header} is missing, which repeats the argument "${place}"`, request.id)
    const said = decodeHeader(written)
    if (said === undefined) throw mismatch(`the header ${header} is not valid base64`, request.id)
    if (!says(said, value)) throw mismatch(`the header ${header} says another thing than the argument "${place}"`, request.id)
  }
}

function says(said: string, value: string | number | boolean): boolean {
  return said === String(value) || (typeof value === 'number' && DECIMAL.test(said) && Number(said) === value)
}

function valueAt(params: JsonObject, path: readonly string[]): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>((node, name) => member(node, name), member(params, 'arguments'))
}
