import { isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import type { Redactor } from '../../observe/redact.ts'

const MASK = '***'
const SECRET_NAME = /authorization|password|passphrase|secret|token|credential|cookie|api[-_]?key/i
/** What of `authentication` is no secret. */
const PUBLIC_SETTINGS = new Set(['type', 'placement', 'key', 'in'])
/** Nothing but placeholders, after a scheme such as `Bearer` at most. */
const PLACEHOLDERS_ONLY = /^[A-Za-z]*\s*(?:\{\{[^{}]*\}\}\s*)+$/
const USER_IN_URL = /(\b[a-z][a-z\d+.-]*:\/\/)[^/@\s{}]+@/gi

/**
 * A document without its secrets: values of variables that stand in it, whatever is written into `authentication`, and
 * constants whose names say that they are secret. Placeholders stay, for they are names.
 */
export function withoutSecrets(document: JsonObject, redactor: Redactor): JsonObject {
  return object(document, false, redactor)
}

function object(value: JsonObject, hidden: boolean, redactor: Redactor): JsonObject {
  const named = typeof value['name'] === 'string' && SECRET_NAME.test(value['name'])
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      // `keys` of binds are names on both sides.
      if (key === 'keys' && isObject(member)) return [key, member]
      if (key === 'authentication' && isObject(member)) return [key, object(member, true, redactor)]
      const secret = (hidden && !PUBLIC_SETTINGS.has(key)) || SECRET_NAME.test(key) || (named && (key === 'value' || key === 'default'))
      return [key, any(member, secret, hidden, redactor)]
    }),
  )
}

function any(value: JsonValue, secret: boolean, hidden: boolean, redactor: Redactor): JsonValue {
  if (typeof value === 'string') return secret && !PLACEHOLDERS_ONLY.test(value) ? MASK : clean(value, redactor)
  if (typeof value === 'number') return secret ? MASK : value
  if (Array.isArray(value)) return value.map((item: JsonValue) => any(item, secret, hidden, redactor))
  return isObject(value) ? object(value, hidden, redactor) : value
}

function clean(text: string, redactor: Redactor): string {
  return redactor.text(text).replaceAll(USER_IN_URL, `$1${MASK}@`)
}
