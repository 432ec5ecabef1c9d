import type { JsonObject, JsonValue } from '@naftiko/plugin-api'
import type { JsonType } from './types.ts'

/** The values that a schema allows, in its own type. Nothing when it allows any, or when what it lists cannot be of its type. */
export function enumOf(schema: JsonObject, types: readonly JsonType[]): readonly JsonValue[] | undefined {
  const listed = schema['const'] === undefined ? schema['enum'] : [schema['const']]
  if (!Array.isArray(listed) || listed.length === 0) return undefined
  const values = (listed as readonly JsonValue[]).map((value) => asType(value, types))
  if (values.includes(undefined)) return undefined
  // Compared as JSON, because lists and objects are values, too.
  const distinct = new Map(values.map((value) => [JSON.stringify(value), value!]))
  return [...distinct.values()]
}

/** YAML reads `- 1.0` and `- on` in its own way; the type says what was meant. */
export function asType(value: JsonValue, types: readonly JsonType[]): JsonValue | undefined {
  if (types.length === 0 || types.some((type) => isOfType(value, type))) return value
  if (types.includes('string') && (typeof value === 'number' || typeof value === 'boolean')) return String(value)
  const isNumber = typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))
  if (isNumber && (types.includes('number') || (types.includes('integer') && Number.isInteger(Number(value))))) return Number(value)
  if (types.includes('boolean') && (value === 'true' || value === 'false')) return value === 'true'
  // Many lists contain null without the type saying so, and the reverse.
  return value === null ? null : undefined
}

function isOfType(value: JsonValue, type: JsonType): boolean {
  if (value === null) return type === 'null'
  if (Array.isArray(value)) return type === 'array'
  if (type === 'integer') return Number.isInteger(value)
  return type !== 'null' && typeof value === type
}
