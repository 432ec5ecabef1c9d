import { EDITOR_KEYWORD, isObject, type JsonSchema, type JsonValue, segmentsOf } from '@naftiko/plugin-api'

/** Whether a value fits its schema; `undefined` where it takes more than is known here to say so. */
export type Verdict = boolean | undefined

/**
 * Whether AJV would find nothing, without AJV: most documents are right, and to compile their schemas only to hear so
 * takes longer than everything else that is done with them.
 *
 * Both answers are certain, because they need keywords of which all that AJV does is done here; `undefined` is told about
 * every other keyword. Only AJV says what is wrong.
 */
export function verdictOn(schema: JsonValue, value: unknown): Verdict {
  try {
    return verdict(schema, value, { root: schema, depth: 0 })
  } catch {
    // A pattern that is none, or a list where none belongs: whatever is to be said about such a schema, AJV says it.
    return undefined
  }
}

interface Way {
  readonly root: JsonValue
  readonly depth: number
}

/** A definition that leads to itself must end here. */
const MAX_DEPTH = 100

function verdict(schema: JsonValue, value: unknown, way: Way): Verdict {
  if (typeof schema === 'boolean') return schema
  // Numbers that JSON has not are compared in ways of its own by AJV.
  if (!isObject(schema) || way.depth > MAX_DEPTH || (typeof value === 'number' && !Number.isFinite(value))) return undefined
  let result: Verdict = true
  for (const keyword of Object.keys(schema)) {
    if (SAYS_NOTHING.has(keyword)) continue
    // One that is not known here may change what others mean, as "nullable" does.
    if (!Object.hasOwn(RULES, keyword)) return undefined
    if (result === true) result = RULES[keyword]!(schema[keyword]!, value, schema, { root: way.root, depth: way.depth + 1 })
  }
  return result
}

/** Annotations, what only another keyword reads, and definitions until they are referred to. */
const SAYS_NOTHING: ReadonlySet<string> = new Set([
  'title',
  'description',
  'examples',
  'default',
  'deprecated',
  '$comment',
  '$defs',
  'then',
  'else',
  EDITOR_KEYWORD,
])

type Rule = (argument: JsonValue, value: unknown, schema: JsonSchema, way: Way) => Verdict

const RULES: Readonly<Record<string, Rule>> = {
  type: (type, value) => any([type].flat(), (one) => isOfType(one, value)),
  const: (wanted, value) => same(wanted, value),
  enum: (values, value) => any(values as readonly JsonValue[], (one) => same(one, value)),
  minimum: limitOf(
    (value) => (isNumber(value) ? value : undefined),
    (size, limit) => size >= limit,
  ),
  maximum: limitOf(
    (value) => (isNumber(value) ? value : undefined),
    (size, limit) => size <= limit,
  ),
  minLength: limitOf(lengthOf, (size, limit) => size >= limit),
  maxLength: limitOf(lengthOf, (size, limit) => size <= limit),
  minItems: limitOf(
    (value) => (Array.isArray(value) ? value.length : undefined),
    (size, limit) => size >= limit,
  ),
  maxItems: limitOf(
    (value) => (Array.isArray(value) ? value.length : undefined),
    (size, limit) => size <= limit,
  ),
  pattern: (_, value, schema) => typeof value !== 'string' || patternOf(schema).test(value),
  required: (names, value) => !isThing(value) || (names as readonly string[]).every((name) => value[name] !== undefined),
  properties: (members, value, _, way) =>
    !isThing(value) ||
    all(Object.keys(members as JsonSchema), (name) => {
      const member = value[name]
      return member === undefined || verdict((members as JsonSchema)[name]!, member, way)
    }),
  additionalProperties: (rest, value, { properties }, way) => {
    if (!isThing(value)) return true
    const known = isObject(properties) ? properties : {}
    return all(Object.keys(value), (name) => Object.hasOwn(known, name) || verdict(rest, value[name], way))
  },
  items: (items, value, _, way) => !Array.isArray(value) || all(value, (item) => verdict(items, item, way)),
  allOf: (branches, value, _, way) => all(branches as readonly JsonValue[], (branch) => verdict(branch, value, way)),
  anyOf: (branches, value, _, way) => any(branches as readonly JsonValue[], (branch) => verdict(branch, value, way)),
  oneOf: (branches, value, _, way) => {
    const found = (branches as readonly JsonValue[]).map((branch) => verdict(branch, value, way))
    return found.includes(undefined) ? undefined : found.filter(Boolean).length === 1
  },
  if: (condition, value, { then, else: otherwise }, way) => {
    const found = verdict(condition, value, way)
    return found === undefined ? undefined : verdict((found ? then : otherwise) ?? true, value, way)
  },
  $ref: (pointer, value, _, way) => {
    const target = definitionAt(way.root, pointer as string)
    return target === undefined ? undefined : verdict(target, value, way)
  },
}

/** Certain as soon as one is false; true only when all are. */
function all<T>(items: readonly T[], test: (item: T) => Verdict): Verdict {
  for (const item of items) {
    const found = test(item)
    if (found !== true) return found
  }
  return true
}

/** Of no items nothing is known: a list that has to have some is no schema. */
function any<T>(items: readonly T[], test: (item: T) => Verdict): Verdict {
  let result: Verdict = items.length === 0 ? undefined : false
  for (const item of items) {
    const found = test(item)
    if (found === true) return true
    if (found === undefined) result = undefined
  }
  return result
}

function isOfType(type: JsonValue, value: unknown): Verdict {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isThing(value)
  if (type === 'number') return isNumber(value)
  if (type === 'integer') return Number.isInteger(value)
  return type === 'string' || type === 'boolean' ? typeof value === type : undefined
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number'
}

function isThing(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What a limit is compared with; it does not apply to a value that has no such thing. */
function limitOf(sizeOf: (value: unknown) => number | undefined, isKept: (size: number, limit: number) => boolean): Rule {
  return (limit, value) => {
    if (!isNumber(limit)) return undefined
    const size = sizeOf(value)
    return size === undefined || isKept(size, limit)
  }
}

/** In characters, not in halves of them. */
function lengthOf(value: unknown): number | undefined {
  return typeof value === 'string' ? [...value].length : undefined
}

/** Lists and maps are compared member by member, which hardly any schema asks for. */
function same(wanted: JsonValue, value: unknown): Verdict {
  return (
    wanted === value || (typeof wanted === 'object' && wanted !== null && typeof value === 'object' && value !== null ? undefined : false)
  )
}

const patterns = new WeakMap<JsonSchema, RegExp>()

function patternOf(schema: JsonSchema): RegExp {
  const known = patterns.get(schema) ?? new RegExp(schema['pattern'] as string, 'u')
  patterns.set(schema, known)
  return known
}

/** Where a reference within the schema leads. One that leaves it, or a schema with an address of its own, is left to AJV. */
function definitionAt(root: JsonValue, pointer: string): JsonValue | undefined {
  if (!pointer.startsWith('#/')) return undefined
  let node: JsonValue | undefined = root
  for (const segment of segmentsOf(pointer.slice(1))) {
    if (!isObject(node) || !Object.hasOwn(node, segment) || node['$id'] !== undefined) return undefined
    node = node[segment]
  }
  return node
}
