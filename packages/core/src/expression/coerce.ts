import { isList, isObject, type JsonValue } from '@naftiko/plugin-api'

/** The value in the declared type, or `undefined` when it cannot be had without guessing. `null` fits every type. */
export function coerce(value: JsonValue, type: string | undefined): JsonValue | undefined {
  if (value === null) return null
  switch (type) {
    case 'string':
      return typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value)
    case 'number':
    case 'integer':
      return toNumber(value, type)
    case 'boolean':
      return typeof value === 'boolean' ? value : value === 'true' ? true : value === 'false' ? false : undefined
    case 'array':
      return fromText(value, isList)
    case 'object':
      return fromText(value, isObject)
    default:
      return value
  }
}

function toNumber(value: JsonValue, type: string): number | undefined {
  const number = typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN
  return Number.isFinite(number) && (type === 'number' || Number.isInteger(number)) ? number : undefined
}

function fromText(value: JsonValue, fits: (value: JsonValue) => boolean): JsonValue | undefined {
  if (fits(value)) return value
  if (typeof value !== 'string') return undefined
  try {
    const parsed = JSON.parse(value) as JsonValue
    return fits(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}
