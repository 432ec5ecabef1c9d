import { parsedAs, inexactNumber, type InputType, type JsonValue } from '@naftiko/plugin-api'

/** JSON's own grammar of numbers. `007` is not one of them, and more likely an identifier. */
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/

/**
 * The value in the declared type, where only one reading is possible: paths and queries have texts only, and servers insist
 * on types. Everything else stays as it is, for the server to say what it thinks of it.
 */
export function typed(value: JsonValue, type: InputType | undefined): JsonValue {
  if (type === 'string') return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
  if (typeof value !== 'string' || type === undefined) return value
  const text = value.trim()
  if (type === 'number' || type === 'integer') return NUMBER.test(text) && inexactNumber(text) === undefined ? Number(text) : value
  if (type === 'boolean') return text === 'true' || (text === 'false' ? false : value)
  return parsedAs(type, text) ?? value
}
