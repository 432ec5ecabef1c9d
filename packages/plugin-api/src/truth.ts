import { isList, isObject, type JsonValue } from './json.ts'

/** What counts as true in a condition: everything but nothing, `false`, 0, an empty text, list or map, and the word "false". */
export function isTrue(value: JsonValue | undefined): boolean {
  if (isList(value)) return value.length > 0
  if (isObject(value)) return Object.keys(value).length > 0
  return value !== undefined && value !== null && value !== false && value !== 0 && value !== '' && value !== 'false'
}
