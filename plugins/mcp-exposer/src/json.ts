import { isObject, type JsonValue } from '@naftiko/plugin-api'

/** An own member, never one of the prototype. */
export function member(object: unknown, name: string): JsonValue | undefined {
  return isObject(object) && Object.hasOwn(object, name) ? object[name] : undefined
}
