import type { ErrorObject } from 'ajv/dist/2020.js'
import { isList, isObject, type JsonObject, type JsonValue, segmentsOf } from '@naftiko/plugin-api'

/** Never taken out: what is not asked for by mistake is an open door. */
const KEPT = /^\/(?:authentication|address)(?:\/|$)/
/** A call by another method is another call. */
const MEANT = /\/method$/

/**
 * The entry without the values of a wrong type or word, so that the rest of it can be compiled: each alone is left out, or
 * read, where there is one way to do that. Everything is reported already. What is missing stays missing.
 */
export function repair(value: JsonObject, errors: readonly ErrorObject[]): JsonObject {
  let result: JsonValue = value
  for (const { instancePath, keyword, params, data } of errors) {
    if (keyword !== 'type' && keyword !== 'enum') continue
    const wanted = keyword === 'type' ? [params['type'] as string | readonly string[]].flat() : []
    const fitting = asOneOf(data as JsonValue, wanted)
    if (fitting === undefined && data !== null && (KEPT.test(instancePath) || MEANT.test(instancePath))) continue
    result = replaced(result, segmentsOf(instancePath), fitting ?? instead(wanted)) ?? value
  }
  return result as JsonObject
}

/** The value as one of these types, where nothing is lost by it. */
function asOneOf(data: JsonValue, types: readonly string[]): JsonValue | undefined {
  if ((typeof data === 'number' || typeof data === 'boolean') && types.includes('string')) return String(data)
  if (typeof data !== 'string') return undefined
  if (types.includes('boolean') && /^(?:true|false)$/i.test(data.trim())) return data.trim().toLowerCase() === 'true'
  const isNumber = types.includes('integer') ? /^\s*\d+\s*$/.test(data) : types.includes('number') && /^\s*-?\d+(?:\.\d+)?\s*$/.test(data)
  return isNumber ? Number(data) : undefined
}

/** Members of lists keep their place; an empty thing in it is told of by whoever compiles the list. */
function instead(types: readonly string[]): JsonValue | undefined {
  return types.includes('object') ? {} : undefined
}

/** A copy with another value at a place; without it where there is none. Of a list that has no other value, the list goes. */
function replaced(root: JsonValue, path: readonly string[], value: JsonValue | undefined): JsonValue | undefined {
  const [key, ...rest] = path
  if (key === undefined) return value
  if (isList(root)) {
    const item = replaced(root[Number(key)] ?? null, rest, value)
    return item === undefined ? undefined : root.with(Number(key), item)
  }
  if (!isObject(root) || !Object.hasOwn(root, key)) return root
  const isLast = rest.length === 0
  // An empty thing stands in lists only; a member is simply left out.
  const member = isLast && isObject(value) ? undefined : replaced(root[key]!, rest, value)
  const { [key]: _, ...others } = root
  return member === undefined ? others : { ...root, [key]: member }
}
