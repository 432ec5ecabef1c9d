import { isList, isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'

/** How deep values are made: schemas may refer to themselves. */
const DEPTH = 4

/**
 * A value that fits a schema, as far as a caller who reads it can tell. Texts have a space and an accent, so that what is
 * not encoded shows. `name` makes values of different inputs differ.
 */
export function synthetic(schema: JsonValue | undefined, name: string, depth: number = DEPTH): JsonValue {
  if (!isObject(schema) || depth === 0) return text(name)
  if (schema['const'] !== undefined) return schema['const']
  if (schema['default'] !== undefined) return schema['default']
  const [choice] = isList(schema['enum']) ? schema['enum'] : []
  if (choice !== undefined) return choice
  const [branch] = [schema['anyOf'], schema['oneOf'], schema['allOf']].flatMap((branches) => (isList(branches) ? branches : []))
  if (branch !== undefined) return synthetic(branch, name, depth - 1)
  return ofType(isList(schema['type']) ? schema['type'][0] : schema['type'], schema, name, depth)
}

function ofType(type: JsonValue | undefined, schema: JsonObject, name: string, depth: number): JsonValue {
  if (type === 'integer' || type === 'number') return typeof schema['minimum'] === 'number' ? schema['minimum'] : 7
  if (type === 'boolean') return true
  if (type === 'array') return [synthetic(schema['items'], name, depth - 1)]
  if (type === 'object' || isObject(schema['properties'])) return objectOf(schema, name, depth)
  return textFor(schema, name)
}

function objectOf(schema: JsonObject, name: string, depth: number): JsonObject {
  const properties = Object.entries(isObject(schema['properties']) ? schema['properties'] : {})
  if (properties.length === 0) return { [`${plain(name)}-field`]: text(name) }
  return Object.fromEntries(properties.map(([key, member]) => [key, synthetic(member, key, depth - 1)]))
}

const FORMATS: Readonly<Record<string, string>> = {
  'date-time': '2026-01-02T03:04:05Z',
  date: '2026-01-02',
  email: 'someone@example.org',
  uri: 'https://example.org/a',
  uuid: '6f9619ff-8b86-4d11-b42d-00c04fc964ff',
}

function textFor(schema: JsonObject, name: string): string {
  const format = typeof schema['format'] === 'string' ? FORMATS[schema['format']] : undefined
  const value = format ?? text(name)
  return typeof schema['maxLength'] === 'number' ? value.slice(0, schema['maxLength']) : value
}

function text(name: string): string {
  return `é ${plain(name)}`
}

/** Names may look like what must not go out, such as `tools.x`; values do not. */
function plain(name: string): string {
  return name.replaceAll(/[^a-zA-Z0-9]/g, '-')
}
