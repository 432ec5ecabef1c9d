import { isList, isObject, type JsonValue } from '@naftiko/plugin-api'

/** What counts as true, as in the conditions of steps: everything but nothing, `false`, 0, an empty text, list or map, and the word "false". */
export function isTrue(value: JsonValue): boolean {
  if (isList(value)) return value.length > 0
  if (isObject(value)) return Object.keys(value).length > 0
  return value !== null && value !== false && value !== 0 && value !== '' && value !== 'false'
}
