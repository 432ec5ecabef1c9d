import { isSameName, type Invocation, isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'

/**
 * The argument of this name: a named argument, else a field of the JSON body, `body` being the body itself. Names that
 * differ only in case or separators match as a last resort, because exposed paths are often spelt differently.
 */
export function argumentOf(invocation: Invocation, name: string): JsonValue | undefined {
  const { input } = invocation
  if (Object.hasOwn(input, name)) return input[name]
  const body = invocation.payload?.value
  if (isObject(body) && Object.hasOwn(body, name)) return body[name]
  if (name === 'body') return body
  if (name.startsWith('body.')) return argumentOf(invocation, name.slice('body.'.length))
  return looseMember(input, name) ?? (isObject(body) ? looseMember(body, name) : undefined)
}

/** The member whose name differs in case or separators only. */
export function looseMember(object: JsonObject, name: string): JsonValue | undefined {
  for (const key in object) {
    if (isSameName(key, name)) return object[key]
  }
  return undefined
}
