import { isList, isObject, type JsonValue, type OutputEntry } from '@naftiko/plugin-api'
import { coerce } from '../../expression/coerce.ts'

type Coerce = (value: JsonValue) => JsonValue

/** Brings texts, numbers and booleans of an orchestrated result into the types that its outputs declare, where that can be done without guessing. */
export function coerceOutputs(entries: readonly OutputEntry[]): Coerce {
  const [only, another] = entries
  if (only === undefined) return keep
  return another === undefined && only.name === undefined
    ? coerceOne(only)
    : coerceMembers(entries.map((entry) => [entry.name ?? '', entry]))
}

function coerceOne(entry: OutputEntry): Coerce {
  if (entry.properties !== undefined) return coerceMembers(Object.entries(entry.properties))
  if (entry.type === 'array' || entry.items !== undefined) {
    if (entry.items === undefined) return keep
    const item = coerceOne(entry.items)
    return (value) => (isList(value) ? value.map(item) : value)
  }
  if (entry.type === undefined || entry.type === 'object') return keep
  return (value) => (isList(value) || isObject(value) ? value : (coerce(value, entry.type) ?? value))
}

function coerceMembers(members: readonly (readonly [string, OutputEntry])[]): Coerce {
  const coercions = members.map(([name, entry]) => [name, coerceOne(entry)] as const)
  return (value) => {
    if (!isObject(value)) return value
    const result: Record<string, JsonValue> = { ...value }
    for (const [name, one] of coercions) if (Object.hasOwn(result, name)) result[name] = one(result[name]!)
    return result
  }
}

function keep(value: JsonValue): JsonValue {
  return value
}
