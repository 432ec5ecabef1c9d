import { emptyObject, isObject, type JsonObject, type JsonSchema, type JsonValue } from '@naftiko/plugin-api'

const JSON_TYPES = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'])

/**
 * A shape as documents write it → JSON Schema as clients take it: every array says what its items are, `required` is a
 * list beside `properties` instead of a flag inside each of them, and types that JSON does not have are left out.
 */
export function completeSchema(shape: JsonValue | undefined): JsonSchema {
  if (!isObject(shape)) return {}
  const { name: _name, in: _in, required, type, properties, items, ...rest } = shape
  const members = membersOf(properties)
  const schema = emptyObject()
  if (isJsonType(type)) schema['type'] = type
  Object.assign(schema, rest)
  if (members !== undefined) schema['properties'] = mapMembers(members, completeSchema)
  const names = requiredNames(required, members)
  if (names.length > 0) schema['required'] = names
  if (items !== undefined || includesArray(type)) schema['items'] = completeSchema(Array.isArray(items) ? items[0] : items)
  for (const key of ['anyOf', 'oneOf', 'allOf']) {
    const branches = schema[key]
    if (Array.isArray(branches)) schema[key] = branches.map(completeSchema)
  }
  return schema
}

function isJsonType(type: JsonValue | undefined): type is string | readonly string[] {
  if (Array.isArray(type)) return type.length > 0 && type.every((one) => typeof one === 'string' && JSON_TYPES.has(one))
  return typeof type === 'string' && JSON_TYPES.has(type)
}

function includesArray(type: JsonValue | undefined): boolean {
  return type === 'array' || (Array.isArray(type) && type.includes('array'))
}

/** Members come as a map, or as a list of named ones. */
function membersOf(properties: JsonValue | undefined): JsonObject | undefined {
  if (isObject(properties)) return properties
  if (!Array.isArray(properties)) return undefined
  const members = emptyObject()
  for (const one of properties as readonly JsonValue[]) {
    if (isObject(one) && typeof one['name'] === 'string') members[one['name']] = one
  }
  return members
}

function mapMembers(members: JsonObject, map: (member: JsonValue) => JsonValue): JsonObject {
  const mapped = emptyObject()
  for (const [name, value] of Object.entries(members)) mapped[name] = map(value)
  return mapped
}

function requiredNames(required: JsonValue | undefined, members: JsonObject | undefined): readonly string[] {
  const listed = Array.isArray(required) ? required.filter((name) => typeof name === 'string') : []
  const flagged = Object.entries(members ?? {}).flatMap(([name, value]) => (isObject(value) && value['required'] === true ? [name] : []))
  return [...new Set([...listed, ...flagged])]
}
