import type { JsonValue } from '@naftiko/plugin-api'

/** A scalar as text; what has no text of its own as JSON. */
export function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
