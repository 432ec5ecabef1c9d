import { isList, isObject, type JsonValue } from '@naftiko/plugin-api'
import { member } from '../../json.ts'

/** A list in an answer, and the names that lead to it. */
export interface FoundList {
  readonly path: readonly string[]
  readonly items: readonly JsonValue[]
}

/** How deep lists are looked for. What lies deeper belongs to something else. */
const DEPTH = 3

/**
 * The lists that items can be left out of: the one at `path`, or those nearest to the top. More than one is a question
 * that only the document can answer.
 */
export function findLists(value: JsonValue, path: readonly string[] | undefined): readonly FoundList[] {
  if (path !== undefined) {
    const items = path.reduce<JsonValue | undefined>((node, name) => member(node, name), value)
    return isList(items) ? [{ path, items }] : []
  }
  let level: readonly (readonly [readonly string[], JsonValue])[] = [[[], value]]
  for (let depth = 0; depth <= DEPTH; depth += 1) {
    const lists = level.flatMap(([at, node]) => (isList(node) ? [{ path: at, items: node }] : []))
    if (lists.length > 0) return lists
    level = level.flatMap(([at, node]) => (isObject(node) ? Object.entries(node).map(([name, one]) => [[...at, name], one] as const) : []))
  }
  return []
}

/** The same value with other items at this place. */
export function withItems(value: JsonValue, path: readonly string[], items: readonly JsonValue[]): JsonValue {
  const [name, ...rest] = path
  if (name === undefined) return items
  // Only places where a list was found are written to, so that there is an object at every turn.
  const object = value as Readonly<Record<string, JsonValue>>
  return { ...object, [name]: withItems(object[name]!, rest, items) }
}
