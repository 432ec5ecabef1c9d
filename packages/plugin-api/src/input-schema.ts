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
  if (type === 'array') schema['items'] = isObject(entry.items) ? shapeSchema(entry.items) : {}
  const properties = membersOf(entry.properties)
  if (type === 'object' && properties !== undefined) Object.assign(schema, membersSchema(properties, []))
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

/** Documents say of a member itself that it is required; JSON Schema says it of the object, in a list. */
function membersSchema(properties: JsonObject, listed: readonly JsonValue[]): JsonSchema {
  const members = emptyObject()
  const required = new Set(listed)
  for (const [name, member] of Object.entries(properties)) {
    if (isObject(member) && member['required'] === true) required.add(name)
    members[name] = shapeSchema(member)
  }
  return { properties: members, ...(required.size === 0 ? {} : { required: [...required] }) }
}

const BRANCHES = ['anyOf', 'oneOf', 'allOf'] as const

/** A shape as documents write it → JSON Schema: a member that says `required: true` is listed beside the members. */
export function shapeSchema(shape: JsonValue): JsonSchema {
  if (!isObject(shape)) return {}
  const { required, properties, items, ...rest } = shape
  const listed = isList(required) ? required : []
  const members = isObject(properties) ? membersSchema(properties, listed) : listed.length === 0 ? {} : { required: listed }
  const schema: Record<string, JsonValue> = { ...rest, ...members }
  if (items !== undefined) schema['items'] = shapeSchema(items)
  for (const key of BRANCHES) {
    const branches = schema[key]
    if (isList(branches)) schema[key] = branches.map(shapeSchema)
  }
  return schema
}
