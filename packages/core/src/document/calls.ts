import { isList, isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'

/** Members whose content belongs to the user: a `call` in there is data. */
const DATA: ReadonlySet<string> = new Set([
  'with',
  'inputParameters',
  'outputParameters',
  'mappings',
  'inputSchema',
  'body',
  'value',
  'description',
])
const CALLING: ReadonlySet<string> = new Set(['call', 'ref'])

/** Everything that an entry calls or refers to, however deep its steps are. */
export function callsOf(value: JsonValue): readonly string[] {
  if (isList(value)) return value.flatMap(callsOf)
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([key, member]) => {
    if (DATA.has(key)) return []
    return CALLING.has(key) && typeof member === 'string' ? [member] : callsOf(member)
  })
}

/** The entry with the calls of one namespace going to another. */
export function redirected(entry: JsonObject, from: string, to: string): JsonObject {
  return Object.fromEntries(Object.entries(entry).map(([key, member]) => [key, DATA.has(key) ? member : withCalls(key, member, from, to)]))
}

function withCalls(key: string, value: JsonValue, from: string, to: string): JsonValue {
  if (isList(value)) return value.map((one) => withCalls('', one, from, to))
  if (isObject(value)) return redirected(value, from, to)
  const isMeant = CALLING.has(key) && typeof value === 'string' && value.startsWith(`${from}.`)
  return isMeant ? to + value.slice(from.length) : value
}
