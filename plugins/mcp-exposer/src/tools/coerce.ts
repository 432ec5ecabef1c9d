import { parsedAs, isObject, type JsonSchema, type JsonValue } from '@naftiko/plugin-api'

/** JSON's own grammar of numbers. `007` is not one of them, and more likely an identifier. */
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/

/**
 * The value as the type that the schema asks for, where only one reading is possible: models write `"5"` for 5 and
 * put lists into strings. Everything else stays as it is, for the validation to name it.
 */
export function coerce(value: JsonValue, schema: JsonValue | undefined): JsonValue {
  const type = singleTypeOf(schema)
  if (type === undefined) return value
  if (type === 'string') return (typeof value === 'number' && isExact(value)) || typeof value === 'boolean' ? String(value) : value
  if (typeof value !== 'string') return value
  const text = value.trim()
  if (type === 'number' || type === 'integer') return NUMBER.test(text) && isExact(Number(text)) ? Number(text) : value
  if (type === 'boolean') return text === 'true' || (text === 'false' ? false : value)
  return parsedAs(type, text) ?? value
}

/** Whether null is a value of this schema, rather than a way to say "nothing". */
export function allowsNull(schema: JsonValue | undefined): boolean {
  if (!isObject(schema) || schema['type'] === undefined) return true
  return schema['type'] === 'null' || (Array.isArray(schema['type']) && schema['type'].includes('null'))
}

function singleTypeOf(schema: JsonValue | undefined): string | undefined {
  const type = isObject(schema) ? (schema as JsonSchema)['type'] : undefined
  const types = (Array.isArray(type) ? type : [type]).filter((one) => one !== 'null')
  return types.length === 1 && typeof types[0] === 'string' ? types[0] : undefined
}

/** Numbers beyond this lose digits on their way through JavaScript. */
function isExact(number: number): boolean {
  return Number.isFinite(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER
}
