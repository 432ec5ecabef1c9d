import type { JsonValue } from '@naftiko/plugin-api'

/** An object that is being put together from names that came from outside. */
export type Members = Record<string, JsonValue>

/** Sets a member whose name came from outside: `__proto__` becomes a member like any other. */
export function setMember(object: Members, name: string, value: JsonValue): void {
  if (name === '__proto__') Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true })
  else object[name] = value
}
