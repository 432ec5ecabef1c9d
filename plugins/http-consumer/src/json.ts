import type { JsonValue } from '@naftiko/plugin-api'

/** A scalar as text; what has no text of its own as JSON. */
export function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The same, and an empty text for nothing. */
export function textOrEmpty(value: JsonValue | undefined): string {
  return value === undefined || value === null ? '' : textOf(value)
}
