import type { InputEntry } from './document.ts'
import { emptyObject, isList, isObject, type JsonObject, type JsonSchema, type JsonValue } from './json.ts'

/** The JSON Schema of the values an input takes. Declared types are what a client is shown; `json` may be anything. */
export function inputSchema(entry: InputEntry): JsonSchema {
  const { type, description, pattern, maxLength } = entry
  const schema = emptyObject()
  if (type !== undefined && (type as string) !== 'json') schema['type'] = type
  if (description !== undefined) schema['description'] = description
  if (entry.enum !== undefined) schema['enum'] = entry.enum
  if (pattern !== undefined) schema['pattern'] = pattern
  if (maxLength !== undefined) schema['maxLength'] = maxLength
  if (entry.default !== undefined) schema['default'] = entry.default
  if (type === 'array') schema['items'] = isObject(entry.items) ? entry.items : {}
  const properties = membersOf(entry.properties)
  if (type === 'object' && properties !== undefined) schema['properties'] = properties
  return schema
}

/** Members come as a map, or as a list of named ones. */
function membersOf(properties: JsonValue | undefined): JsonObject | undefined {
  if (!isList(properties)) return isObject(properties) ? properties : undefined
  const members = emptyObject()
  for (const one of properties) {
    if (!isObject(one) || typeof one['name'] !== 'string') continue
    const { name, ...shape } = one
    members[name as string] = shape
  }
  return members
}
