import { emptyObject, type InputEntry, isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import { coerce } from './coerce.ts'

/** Puts the members of objects together that come as query parameters of their own, and takes those away. */
export type JoinMembers = (input: Record<string, JsonValue>) => void

/** Compiles it for the inputs whose `style` says so: `filter[color]=red`, or `color=red` alone. */
export function compileMembers(declared: readonly InputEntry[]): JoinMembers {
  const joins = declared.flatMap((entry) => {
    const inQuery = entry.in === undefined || entry.in === 'query'
    if (!inQuery) return []
    if (entry.style === 'deepObject') return [deepJoin(entry)]
    if (entry.type === 'array') return []
    return entry.style === 'form' && entry.explode !== false && isObject(entry.properties)
      ? [plainJoin(entry, Object.keys(entry.properties))]
      : []
  })
  return (input) => {
    for (const join of joins) join(input)
  }
}

function deepJoin(entry: InputEntry): JoinMembers {
  const prefix = `${entry.name}[`
  return (input) => {
    const keys = Object.keys(input).filter((key) => key.startsWith(prefix) && key.endsWith(']'))
    if (keys.length === 0) return
    const value = emptyObject()
    for (const key of keys) put(value, key.slice(prefix.length, -1).split(']['), input[key]!, entry)
    for (const key of keys) delete input[key]
    input[entry.name] = entry.type === 'array' ? elementsOf(value, entry) : value
  }
}

/** `sort[0][field]=name`: the elements in the order of their numbers, with members in the types that the document declares. */
function elementsOf(value: JsonObject, { items }: InputEntry): JsonValue {
  const shape = { name: '', ...(isObject(items) ? items : {}) } as unknown as InputEntry
  return Object.keys(value)
    .toSorted((a, b) => Number(a) - Number(b))
    .map((key) => {
      const element = value[key]!
      if (!isObject(element)) return element
      return Object.fromEntries(Object.entries(element).map(([name, member]) => [name, memberValue(member, name, shape)]))
    })
}

/** How deep names may nest: more is nothing that a document declares. */
const DEEPEST = 8

function put(target: Record<string, JsonValue>, [first, ...rest]: readonly string[], value: JsonValue, entry: InputEntry): void {
  if (first === undefined || rest.length > DEEPEST) return
  if (rest.length === 0) target[first] = memberValue(value, first, entry)
  else {
    const known = target[first]
    const inner = isObject(known) ? (known as Record<string, JsonValue>) : emptyObject()
    target[first] = inner
    put(inner, rest, value, { name: first })
  }
}

function plainJoin(entry: InputEntry, members: readonly string[]): JoinMembers {
  return (input) => {
    const given = members.filter((member) => Object.hasOwn(input, member))
    if (given.length === 0) return
    const value = emptyObject()
    for (const member of given) value[member] = memberValue(input[member]!, member, entry)
    for (const member of given) delete input[member]
    input[entry.name] = value
  }
}

/** A member in the type that the document declares for it. */
function memberValue(value: JsonValue, name: string, entry: InputEntry): JsonValue {
  const shape = isObject(entry.properties) && Object.hasOwn(entry.properties, name) ? entry.properties[name] : undefined
  return isObject(shape) ? coerce(value, { ...(shape as unknown as InputEntry), name }) : value
}
