import type { JsonValue } from '@naftiko/plugin-api'

/** The text as JSON, or nothing when it is none. */
export function jsonOf(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}
