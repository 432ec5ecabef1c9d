import { type InputEntry, isList, isObject, type JsonValue } from '@naftiko/plugin-api'
import { encode } from './encode.ts'
import { textOf } from './json.ts'

/** The encoded pairs that one value becomes in a query. */
export type QueryPairs = (value: JsonValue) => readonly string[]

/** What stands between the elements of a list that is one parameter. */
const SEPARATORS: Readonly<Record<string, string>> = { form: ',', spaceDelimited: '%20', pipeDelimited: '%7C' }

/** Compiles how a value is written into a query. Where nothing is said, a list repeats the name and an object is JSON. */
export function compileQueryStyle({ name, style, explode }: Pick<InputEntry, 'name' | 'style' | 'explode'>): QueryPairs {
  const pair = (key: string, value: JsonValue): string => `${encodeURIComponent(key)}=${encode(textOf(value), name)}`
  const plain: QueryPairs = (value) => elementsOf(value).map((one) => pair(name, one))
  if (style === undefined) return plain
  if (style === 'json') return (value) => [`${encodeURIComponent(name)}=${encode(JSON.stringify(value), name)}`]
  if (style === 'deepObject') return (value) => deepPairs(name, value, pair)
  const apart = explode ?? style === 'form'
  if (apart)
    return (value) =>
      isObject(value) ? Object.entries(value).flatMap(([key, one]) => elementsOf(one).map((part) => pair(key, part))) : plain(value)
  const joined = (texts: readonly JsonValue[]): string => texts.map((text) => encode(textOf(text), name)).join(SEPARATORS[style] ?? ',')
  return (value) => {
    const parts = isObject(value) ? Object.entries(value).flat() : elementsOf(value)
    return parts.length === 0 ? [] : [`${encodeURIComponent(name)}=${joined(parts)}`]
  }
}

function elementsOf(value: JsonValue): readonly JsonValue[] {
  return (isList(value) ? value : [value]).filter((one) => one !== null)
}

/** `filter[color][main]=red`; a list repeats the whole of that, and one of objects numbers them: `sort[0][field]=name`. */
function deepPairs(name: string, value: JsonValue, pair: (key: string, value: JsonValue) => string): readonly string[] {
  const members = isObject(value) || (isList(value) && value.some(isObject)) ? Object.entries(value) : undefined
  if (members === undefined) return elementsOf(value).map((one) => pair(name, one))
  return members.flatMap(([key, member]) => deepPairs(`${name}[${key}]`, member, pair))
}
