import { emptyObject, isObject, type JsonSchema, type JsonValue, type LinkedCall } from '@naftiko/plugin-api'

/**
 * The output schema of a tool, where its result is surely an object of a declared shape. Clients refuse a result that does not fit, so it promises
 * only what a mapping guarantees: names, nesting, lists, and that everything may be null. Types of plain values are no
 * part of it, because they come from the upstream as they are.
 */
export function shownOutput(linked: LinkedCall): JsonSchema | undefined {
  const declared = linked.output
  if (
    linked.identity ||
    declared?.['type'] !== 'object' ||
    !isObject(declared['properties']) ||
    Object.keys(declared['properties']).length === 0
  )
    return undefined
  return { ...promised(declared), type: 'object' }
}

function promised(schema: JsonValue | undefined): JsonSchema {
  if (!isObject(schema)) return {}
  const description = typeof schema['description'] === 'string' ? { description: schema['description'] } : {}
  if (isObject(schema['properties'])) return { type: ['object', 'null'], ...description, properties: promisedMembers(schema['properties']) }
  if (schema['type'] === 'array') return { type: ['array', 'null'], ...description, items: promised(schema['items']) }
  return description
}

function promisedMembers(properties: Readonly<Record<string, JsonValue>>): Readonly<Record<string, JsonValue>> {
  const members = emptyObject()
  for (const [name, schema] of Object.entries(properties)) members[name] = promised(schema)
  return members
}
