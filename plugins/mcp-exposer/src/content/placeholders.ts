import { emptyObject, isList, isObject, type JsonValue } from '@naftiko/plugin-api'

/** Arguments as texts, by name. */
export type ArgumentValues = ReadonlyMap<string, string>

const PLACEHOLDER = /\{\{\s*([\w-]+)\s*\}\}/g
const ONE_PLACEHOLDER = /^\{\{\s*[\w-]+\s*\}\}$/

/**
 * Puts arguments in place of `{{name}}`. It happens once, from left to right: a value that looks like a placeholder
 * stays the text that it is. Placeholders of nothing known stay as well.
 */
export function fillText(text: string, values: ArgumentValues, encode: (value: string) => string = (value) => value): string {
  return text.replaceAll(PLACEHOLDER, (written, name: string) => {
    const value = values.get(name)
    return value === undefined ? written : encode(value)
  })
}

/** The same in every text of a value. Names of members are left alone; inside an address, values are encoded. */
export function fillValue(value: JsonValue, values: ArgumentValues, key?: string): JsonValue {
  if (typeof value === 'string')
    return key === 'uri' && !ONE_PLACEHOLDER.test(value) ? fillText(value, values, encodeURIComponent) : fillText(value, values)
  if (isList(value)) return value.map((item) => fillValue(item, values))
  if (!isObject(value)) return value
  const filled = emptyObject()
  for (const [name, one] of Object.entries(value)) filled[name] = fillValue(one, values, name)
  return filled
}

/** Names of all placeholders in the texts of a value. */
export function placeholdersIn(value: JsonValue): readonly string[] {
  if (typeof value === 'string') return [...value.matchAll(PLACEHOLDER)].map((match) => match[1]!)
  if (isList(value)) return value.flatMap(placeholdersIn)
  return isObject(value) ? Object.values(value).flatMap(placeholdersIn) : []
}

/** A value as the text that stands for it. */
export function asArgumentText(value: JsonValue | undefined): string | undefined {
  if (value === undefined || value === null) return undefined
  return typeof value === 'string' ? value : JSON.stringify(value)
}
