import type { JsonObject, JsonValue } from '@naftiko/plugin-api'
import { enumOf } from './values.ts'
import { typesOf } from './types.ts'

const NUMBERS = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'] as const
const COUNTS = ['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties'] as const

/** What a schema says of a value besides its parts; what JSON Schema does not know or cannot read is left out. */
export function keywordsOf(schema: JsonObject): JsonObject {
  const result: Record<string, JsonValue> = {}
  const types = typesOf(schema)
  if (types.length > 0) result['type'] = types.length === 1 ? types[0]! : types
  if (typeof schema['description'] === 'string' && schema['description'].trim() !== '') result['description'] = schema['description'].trim()
  const values = enumOf(schema, types)
  if (values !== undefined) result['enum'] = values
  if (schema['default'] !== undefined) result['default'] = schema['default']
  if (typeof schema['format'] === 'string' && schema['format'] !== '') result['format'] = schema['format']
  if (isPattern(schema['pattern'])) result['pattern'] = schema['pattern']
  for (const key of NUMBERS) if (typeof schema[key] === 'number') result[key] = schema[key]
  for (const key of COUNTS) if (Number.isInteger(schema[key]) && (schema[key] as number) >= 0) result[key] = schema[key]!
  if (typeof schema['multipleOf'] === 'number' && schema['multipleOf'] > 0) result['multipleOf'] = schema['multipleOf']
  if (schema['uniqueItems'] === true) result['uniqueItems'] = true
  return withExclusiveBounds(schema, result)
}

/** Before 3.1 an exclusive bound was a flag beside the bound. */
function withExclusiveBounds(schema: JsonObject, result: Record<string, JsonValue>): JsonObject {
  for (const [flag, bound] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    if (schema[flag] !== true || result[bound] === undefined) continue
    result[flag] = result[bound]
    delete result[bound]
  }
  return result
}

/** Patterns of other languages are common, and one that cannot be read would refuse every value. */
export function isPattern(value: JsonValue | undefined): value is string {
  if (typeof value !== 'string') return false
  try {
    return new RegExp(value, 'u') instanceof RegExp
  } catch {
    return false
  }
}
