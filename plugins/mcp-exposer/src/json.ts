import type { JsonObject, JsonValue } from '@naftiko/plugin-api'

/** Neither null nor an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An object without a prototype, so that a member called `__proto__` or `constructor` is a member like any other. */
export function emptyObject(): Record<string, JsonValue> {
  return Object.create(null) as Record<string, JsonValue>
}

/** An own member, never one of the prototype. */
export function member(object: unknown, name: string): JsonValue | undefined {
  return isObject(object) && Object.hasOwn(object, name) ? object[name] : undefined
}
