import type { JsonValue } from './json.ts'

/** A text that is JSON of a list or an object, where that is the type that is wanted; nothing otherwise. */
export function parsedAs(type: string, text: string): JsonValue | undefined {
  const opening = type === 'array' ? '[' : type === 'object' ? '{' : undefined
  if (opening === undefined || !text.startsWith(opening)) return undefined
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}
