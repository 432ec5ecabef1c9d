import { isList, isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'

/** Schemas that contain themselves are followed so far, and end in anything. */
const DEEPEST = 6

/** The same schema with its local references (`#/$defs/…`) put in place: an input of a document has no room for definitions. */
export function inlined(schema: JsonValue, root: JsonObject, depth = 0): JsonValue {
  if (isList(schema)) return schema.map((item) => inlined(item, root, depth))
  if (!isObject(schema)) return schema
  const reference = schema['$ref']
  if (typeof reference === 'string') {
    const target = depth < DEEPEST ? resolved(reference, root) : undefined
    const { $ref: _reference, ...beside } = schema
    return target === undefined ? beside : inlined({ ...target, ...beside }, root, depth + 1)
  }
  const members = Object.entries(schema).filter(([key]) => key !== '$defs' && key !== 'definitions' && key !== '$schema')
  return Object.fromEntries(members.map(([key, value]) => [key, inlined(value, root, depth)]))
}

function resolved(reference: string, root: JsonObject): JsonObject | undefined {
  if (!reference.startsWith('#')) return undefined
  let target: JsonValue | undefined = root
  for (const segment of reference
    .slice(1)
    .split('/')
    .filter((one) => one !== '')) {
    const name = decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~')
    target = isObject(target) && Object.hasOwn(target, name) ? target[name] : undefined
  }
  return isObject(target) ? target : undefined
}
