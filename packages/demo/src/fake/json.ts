/** JSON from outside or on its way there. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject

export interface JsonObject {
  readonly [key: string]: Json
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An own member of an object, if it is one. */
export function member(value: Json | undefined, name: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

/** A member that is a text, or the other text. */
export function textOf(value: Json | undefined, name: string, otherwise = ''): string {
  const found = member(value, name)
  return typeof found === 'string' ? found : otherwise
}
