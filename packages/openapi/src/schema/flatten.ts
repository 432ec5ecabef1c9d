import { emptyObject, isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import type { Walk } from './walk.ts'

/** A schema without references and `allOf` at its top. */
export interface Flat {
  readonly schema: JsonObject
  readonly trail: ReadonlySet<string>
}

type Place = Pick<Walk, 'references' | 'trail'>

/** Follows references and puts the parts of an `allOf` together; `undefined` where that would go round in a circle. */
export function flatten(written: JsonValue | undefined, place: Place): Flat | undefined {
  const followed = place.references.follow(written, place.trail)
  if (followed === undefined) return undefined
  const schema = withoutFalseChoice(followed.value)
  const { allOf, ...own } = schema
  if (!Array.isArray(allOf)) return { schema, trail: followed.trail }
  const parts = (allOf as readonly JsonValue[]).flatMap((part) => flatten(part, { ...place, trail: followed.trail }) ?? [])
  return {
    schema: merge([...parts.map((part) => part.schema), own]),
    trail: new Set([...followed.trail, ...parts.flatMap((part) => [...part.trail])]),
  }
}

/** Members and what is required add up; of anything else the later part decides, as the one that says it more precisely. */
function merge(parts: readonly JsonObject[]): JsonObject {
  const merged = emptyObject()
  for (const part of parts) {
    for (const [key, value] of Object.entries(part)) {
      const known = merged[key]
      if (key === 'properties' && isObject(known) && isObject(value)) merged[key] = Object.assign(emptyObject(), known, value)
      else if (key === 'required' && Array.isArray(known) && Array.isArray(value)) merged[key] = [...new Set([...known, ...value])]
      else merged[key] = value
    }
  }
  return { ...merged }
}

const CHOICES = ['oneOf', 'anyOf'] as const

/** A choice that is none (one branch, or one and null) is that branch. */
function withoutFalseChoice(schema: JsonObject): JsonObject {
  for (const key of CHOICES) {
    const branches = schema[key]
    if (!Array.isArray(branches)) continue
    const real = (branches as readonly JsonValue[]).filter((branch) => !(isObject(branch) && branch['type'] === 'null'))
    if (real.length !== 1 || !isObject(real[0])) continue
    const { [key]: _choice, allOf = [], ...own } = schema
    const nullable = real.length < branches.length ? { nullable: true } : {}
    return { ...own, ...nullable, allOf: [...(allOf as readonly JsonValue[]), real[0]] }
  }
  return schema
}

const MOST_BRANCHES = 12

/** The alternatives of a schema, by the word that joins them. */
export function branchesOf(schema: JsonObject, walk: Place): readonly (readonly ['oneOf' | 'anyOf', readonly JsonValue[]])[] {
  return CHOICES.flatMap((key) => {
    const branches = schema[key]
    if (!Array.isArray(branches) || branches.length === 0 || branches.length > MOST_BRANCHES) return []
    const readable = (branches as readonly JsonValue[]).filter((branch) => walk.references.follow(branch, walk.trail) !== undefined)
    // An alternative that cannot be written out would otherwise allow nothing, or everything.
    return readable.length === branches.length ? [[key, readable] as const] : []
  })
}
