import { emptyObject, isList, isObject, type JsonValue } from '@naftiko/plugin-api'

/** The values of the arguments of one prompt. */
export type ArgumentValues = ReadonlyMap<string, string>

const PLACEHOLDER = /\{\{\s*([\w-]+)\s*\}\}/g

/**
 * Puts arguments in place of `{{name}}`. It happens once, from left to right: a value that looks like a placeholder
 * stays the text that it is. Placeholders of nothing known stay as well.
 */
export function fillText(text: string, values: ArgumentValues): string {
  return text.replaceAll(PLACEHOLDER, (written, name: string) => values.get(name) ?? written)
}

/** The same in every text of a value. Names of members are left alone. */
export function fillValue(value: JsonValue, values: ArgumentValues): JsonValue {
  if (typeof value === 'string') return fillText(value, values)
  if (isList(value)) return value.map((item) => fillValue(item, values))
  if (!isObject(value)) return value
  const filled = emptyObject()
  for (const [name, one] of Object.entries(value)) filled[name] = fillValue(one, values)
  return filled
}

/** Names of all placeholders in the texts of a value. */
export function placeholdersIn(value: JsonValue): readonly string[] {
  if (typeof value === 'string') return [...value.matchAll(PLACEHOLDER)].map((match) => match[1]!)
  if (isList(value)) return value.flatMap(placeholdersIn)
  return isObject(value) ? Object.values(value).flatMap(placeholdersIn) : []
}
