import type { JsonObject, JsonValue } from '@naftiko/plugin-api'

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isList(value: unknown): value is readonly JsonValue[] {
  return Array.isArray(value)
}

/** An object for names from outside: it has no prototype that they could hit. */
export function emptyObject<T = JsonValue>(): Record<string, T> {
  return Object.create(null) as Record<string, T>
}

/** A scalar as text; what has no text of its own as JSON. */
export function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** JSON Pointer of a member below another pointer. */
export function pointerTo(base: string, ...segments: readonly (string | number)[]): string {
  return segments.reduce<string>((pointer, segment) => `${pointer}/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`, base)
}
