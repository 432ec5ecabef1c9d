import { emptyObject, isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import { branchesOf, flatten } from './flatten.ts'
import { keywordsOf } from './keywords.ts'
import { deeper, type Walk } from './walk.ts'

/**
 * A schema of OpenAPI as JSON Schema without references, the way documents write it: what an object cannot do without
 * says so itself (`required: true`). What refers to itself ends where it begins again.
 */
export function toJsonSchema(written: JsonValue | undefined, walk: Walk): JsonObject {
  const flat = flatten(written, walk)
  if (flat === undefined) return {}
  const { schema, trail } = flat
  const inside = deeper({ ...walk, trail })
  const result: Record<string, JsonValue> = { ...keywordsOf(schema) }
  if (inside === undefined) return result
  const properties = propertiesOf(schema, inside)
  if (properties !== undefined) result['properties'] = properties
  const items = itemsOf(schema, inside)
  if (items !== undefined) result['items'] = items
  if (isObject(schema['additionalProperties']) && Object.keys(schema['additionalProperties']).length > 0) {
    result['additionalProperties'] = toJsonSchema(schema['additionalProperties'], inside)
  }
  for (const [key, branches] of branchesOf(schema, inside)) result[key] = branches.map((branch) => toJsonSchema(branch, inside))
  return result
}

function propertiesOf(schema: JsonObject, walk: Walk): JsonObject | undefined {
  if (!isObject(schema['properties'])) return undefined
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : [])
  const members = emptyObject()
  for (const [name, member] of Object.entries(schema['properties'])) {
    if (isHidden(member, walk)) continue
    const converted = toJsonSchema(member, walk)
    members[name] = required.has(name) ? { ...converted, required: true } : converted
  }
  return Object.keys(members).length === 0 ? undefined : members
}

/** What only the API writes is not sent to it, and what it only reads does not come back. */
function isHidden(member: JsonValue, { references, direction, trail }: Walk): boolean {
  const value = references.follow(member, trail)?.value
  return value?.[direction === 'request' ? 'readOnly' : 'writeOnly'] === true
}

function itemsOf(schema: JsonObject, walk: Walk): JsonObject | undefined {
  const { items } = schema
  if (isObject(items)) return toJsonSchema(items, walk)
  return schema['type'] === 'array' ? {} : undefined
}
