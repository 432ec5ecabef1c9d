import { EDITOR_KEYWORD, isList, isObject, type JsonSchema, type JsonValue } from '@naftiko/plugin-api'
import type { Shape } from '../document/grammar.ts'
import type { Definitions } from './definitions.ts'

/** Puts a part of the engine's in the place of what a plugin says of it. */
export type PartOf = (part: string) => JsonSchema | undefined

/**
 * Turns a schema of the one grammar that plugins know into one of both: by the table that documents are normalised with,
 * named things may also be maps, and keys have their synonyms. Schemas with a title become definitions.
 */
export class Widener {
  readonly #definitions: Definitions
  readonly #partOf: PartOf

  constructor(definitions: Definitions, partOf: PartOf) {
    this.#definitions = definitions
    this.#partOf = partOf
  }

  widen(schema: JsonSchema, shape: Shape = NO_SHAPE): JsonSchema {
    const part = this.#partOf(String(schema[EDITOR_KEYWORD] ?? ''))
    if (part !== undefined) return schema['description'] === undefined ? part : { ...part, description: schema['description'] }
    if (typeof schema['title'] !== 'string') return this.#expand(schema, shape)
    return this.#definitions.reference(schema, shape, () => this.#expand(schema, shape))
  }

  #expand(schema: JsonSchema, shape: Shape): JsonSchema {
    const result: Record<string, JsonValue> = { ...schema }
    if (schema[EDITOR_KEYWORD] === 'closed') result['additionalProperties'] = false
    delete result[EDITOR_KEYWORD]
    if (isObject(schema['properties'])) Object.assign(result, this.#members(schema, schema['properties'], shape))
    const every = result['additionalProperties']
    if (shape.everyNamed !== undefined && isObject(every) && isObject(every['items']))
      return { ...result, additionalProperties: this.#named(every, every['items'], shape.everyNamed) }
    for (const key of SINGLE) if (isObject(schema[key])) result[key] = this.widen(schema[key])
    for (const key of SEVERAL) {
      const list = schema[key]
      if (isList(list)) result[key] = list.map((one) => (isObject(one) ? this.widen(one) : one))
    }
    return result
  }

  #members(schema: JsonSchema, properties: JsonSchema, shape: Shape): JsonSchema {
    const wide: Record<string, JsonValue> = {}
    const required = new Set(isList(schema['required']) ? schema['required'] : [])
    const either: JsonValue[] = []
    for (const [key, member] of Object.entries(properties)) {
      const own = isObject(member) ? this.#member(key, member, shape) : member
      wide[key] = own
      for (const synonym of synonymsOf(key, shape)) {
        wide[synonym] = isObject(own) ? { ...own, description: `${descriptionOf(own)} The same as "${key}", as ikanos calls it.` } : own
        if (required.delete(key)) either.push({ anyOf: [{ required: [key] }, { required: [synonym] }] })
      }
    }
    return {
      properties: wide,
      ...(isList(schema['required']) ? { required: [...required] } : {}),
      ...(either.length === 0 ? {} : { allOf: [...(isList(schema['allOf']) ? schema['allOf'] : []), ...either] }),
    }
  }

  #member(key: string, member: JsonSchema, shape: Shape): JsonSchema {
    const named = own(shape.named, key)
    if (named !== undefined && isObject(member['items'])) return this.#named(member, member['items'], named)
    const list = own(shape.lists, key)
    if (list !== undefined && isObject(member['items'])) return { ...member, items: this.widen(member['items'], list) }
    return this.widen(member, own(shape.members, key))
  }

  /** A list of things that have names, or a map by their names. One keyword for each, so that editors need not choose a branch. */
  #named(member: JsonSchema, item: JsonSchema, shape: Shape): JsonSchema {
    const { required, ...unnamed } = item
    const mustHave = isList(required) ? required : []
    const others = mustHave.filter((key) => key !== 'name')
    const thing = this.widen(mustHave.includes('name') ? this.#withoutName(item, unnamed, others) : item, shape)
    return {
      ...member,
      type: ['array', 'object'],
      items: mustHave.includes('name') ? { ...thing, required: mustHave } : thing,
      additionalProperties: thing,
    }
  }

  readonly #unnamed = new WeakMap<JsonSchema, JsonSchema>()

  /** The same source must give the same object, or it would be defined anew wherever it is used. */
  #withoutName(item: JsonSchema, unnamed: JsonSchema, required: readonly JsonValue[]): JsonSchema {
    const known = this.#unnamed.get(item) ?? (required.length === 0 ? unnamed : { ...unnamed, required })
    this.#unnamed.set(item, known)
    return known
  }
}

/** One object, because definitions are told apart by it. */
const NO_SHAPE: Shape = {}

const SINGLE = ['items', 'additionalProperties', 'if', 'then', 'else', 'not'] as const
const SEVERAL = ['anyOf', 'oneOf', 'allOf'] as const

function own<T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined
}

/** Words of the other published grammar. What is only tolerated is not offered. */
function synonymsOf(key: string, { renames = {} }: Shape): readonly string[] {
  return Object.entries(renames).flatMap(([written, { to, loose }]) => (to === key && loose !== true ? [written] : []))
}

function descriptionOf(schema: JsonSchema): string {
  return typeof schema['description'] === 'string' ? schema['description'] : ''
}
