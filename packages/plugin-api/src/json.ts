/** Any value that JSON can carry. `undefined`, functions, dates and class instances are not among them. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject

/** A JSON object. Read members of data from outside with `Object.hasOwn` or a lookup that ignores the prototype. */
export interface JsonObject {
  readonly [key: string]: JsonValue
}

/** A JSON Schema (draft 2020-12) as plain JSON. */
export type JsonSchema = JsonObject

/** A value that is there already, or will be. Synchronous answers stay synchronous on the hot path. */
export type MaybePromise<T> = T | Promise<T>

/** Neither `null` nor a list. */
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
