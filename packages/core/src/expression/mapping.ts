import {
  isList,
  isObject,
  type JsonSchema,
  type JsonValue,
  type Mapping,
  MappingError,
  type MaybePromise,
  type OutputEntry,
  pointerTo,
  type Problem,
  type Scope,
  type Template,
  type TemplateOptions,
} from '@naftiko/plugin-api'
import { coerce } from './coerce.ts'
import { compileExpression, isWrapped } from './dialect.ts'
import { parsePath } from './path.ts'
import type { ExpressionLimits } from './jsonata.ts'
import { compileStructured, templatesIn } from './structured.ts'

/** What compiling a mapping needs from the entry around it. */
export interface MappingTools {
  readonly limits: ExpressionLimits
  report(problem: Problem): void
  template(text: string, at: string, options?: TemplateOptions): Template
  explain(at: string, text: string, kind: string, meaning: string): void
}

type Evaluate = (base: JsonValue, scope: Scope | undefined) => MaybePromise<JsonValue>

interface Node {
  readonly identity: boolean
  readonly evaluate: Evaluate
}

const ROOT: Node = { identity: true, evaluate: (value) => value }

const IDENTITY: Mapping = { identity: true, apply: (value) => value }

/** What a template sees when there is no call around it. */
const NOTHING: Scope = { input: {}, variables: {} }

/**
 * `outputParameters` as one function. Synchronous wherever no JSONata is involved.
 *
 * One entry is the whole result. Several with names are the properties of one object; several without compete, and the
 * first that is not null wins, which is reported.
 */
export function compileMapping(entries: readonly OutputEntry[] | undefined, at: string, tools: MappingTools): Mapping {
  const [only, another] = entries ?? []
  if (entries === undefined || only === undefined) return IDENTITY
  if (another === undefined) {
    const node = compileNode(only, pointerTo(at, 0), tools)
    return node.identity ? IDENTITY : toMapping(node.evaluate)
  }
  if (entries.every((entry) => entry.name !== undefined)) {
    reportTaken(entries, at, tools)
    return toMapping(
      objectOf(entries.map((entry, index) => [entry.name!, compileProperty(entry.name!, entry, pointerTo(at, index), tools)])),
    )
  }
  tools.report({
    severity: 'warning',
    code: 'NAFTIKO_OUTPUT_AMBIGUOUS',
    message: `${entries.length} outputs without names compete, and the first that is not null is the whole result`,
    hint: 'give each a name to get an object, or put them under "properties" of one object',
    at,
    key: true,
  })
  return toMapping(firstOf(entries.map((entry, index) => compileNode(entry, pointerTo(at, index), tools).evaluate)))
}

/** Of two members with one name the later is what callers see. */
function reportTaken(entries: readonly OutputEntry[], at: string, tools: MappingTools): void {
  const names = new Set<string>()
  for (const [index, { name }] of entries.entries()) {
    const message = `there are two outputs "${name}", and the later takes the place of the earlier`
    if (names.has(name!))
      tools.report({
        severity: 'warning',
        code: 'NAFTIKO_OUTPUT_TAKEN',
        message,
        hint: 'rename one of the two',
        at: pointerTo(at, index, 'name'),
      })
    names.add(name!)
  }
}

function toMapping(evaluate: Evaluate): Mapping {
  return { identity: false, apply: (value, scope) => evaluate(value, scope) }
}

function compileNode(written: OutputEntry, at: string, tools: MappingTools): Node {
  const entry = withItems(written)
  const expression = expressionOf(entry)
  if (expression === undefined && entry.value !== undefined)
    return { identity: false, evaluate: staticValue(entry, entry.value, at, tools) }
  const place = pointerTo(at, entry.mapping === undefined ? 'value' : 'mapping')
  const base = expression === undefined ? ROOT : compileBase(expression, place, tools)
  if (takesAll(entry)) return { identity: base.identity, evaluate: chain(base, listOnly(entry)) }
  const shaped = chain(base, shapeOf(entry, at, tools))
  return { identity: false, evaluate: entry.maxLength === undefined ? shaped : then(shaped, truncate(entry.maxLength)) }
}

/** `items` as a list of named outputs means objects with these members. */
function withItems(entry: OutputEntry): OutputEntry {
  const items: unknown = entry.items
  return Array.isArray(items) ? { ...entry, items: itemsOf(items as readonly OutputEntry[]) } : entry
}

function itemsOf(items: readonly OutputEntry[]): OutputEntry {
  const named = items.filter((item) => item.name !== undefined)
  if (named.length === 0) return items[0] ?? {}
  return { type: 'object', properties: Object.fromEntries(named.map((item) => [item.name!, item])) }
}

/** A `value` that starts with `$` is a mapping under another name. */
function expressionOf(entry: OutputEntry): string | undefined {
  if (entry.mapping !== undefined) return String(entry.mapping)
  return typeof entry.value === 'string' && (/^\s*\$/.test(entry.value) || isWrapped(entry.value)) ? entry.value : undefined
}

/** The entry picks nothing out of what its expression gives, so bytes that are all of it need not be read. */
function takesAll(entry: OutputEntry): boolean {
  return entry.properties === undefined && entry.maxLength === undefined && (entry.items === undefined || !picks(entry.items))
}

/** `items: { type: object }` describes the elements and picks nothing out of them. */
function picks(items: OutputEntry): boolean {
  return items.mapping !== undefined || items.value !== undefined || !takesAll(items)
}

const MEANINGS = {
  path: 'a path into the answer',
  jsonpath: 'a JSONPath query over the answer',
  jsonata: 'a JSONata expression over the answer',
} as const

function compileBase(text: string, at: string, tools: MappingTools): Node {
  const compiled = compileExpression(text, tools.limits)
  if ('evaluate' in compiled) {
    tools.explain(at, text, compiled.kind, compiled.identity ? 'the answer as it is' : MEANINGS[compiled.kind])
    return { identity: compiled.identity, evaluate: (value) => compiled.evaluate(value) }
  }
  tools.report({ code: 'NAFTIKO_EXPRESSION_SYNTAX', message: compiled.message, hint: compiled.hint, at, offset: compiled.offset })
  return { identity: false, evaluate: () => null }
}

/** What becomes of the value that the entry's own expression gives. */
function shapeOf(entry: OutputEntry, at: string, tools: MappingTools): Evaluate | undefined {
  if (entry.properties !== undefined) return objectShape(entry, entry.properties, at, tools)
  if (entry.items === undefined || !picks(entry.items)) return listOnly(entry)
  const item = compileNode(entry.items, pointerTo(at, 'items'), tools)
  return (value, scope) => (isList(value) ? all(value.length, (index) => elementOf(item, value[index]!, scope)) : null)
}

/** An element that is null has nothing to pick from, and stays. */
function elementOf(item: Node, element: JsonValue, scope: Scope | undefined): MaybePromise<JsonValue> {
  return element === null ? null : item.evaluate(element, scope)
}

function listOnly(entry: OutputEntry): Evaluate | undefined {
  return entry.type === 'array' || entry.items !== undefined ? (value) => (isList(value) ? value : null) : undefined
}

/** An object whose own expression gives nothing is null; otherwise every member is there, null where it is missing. */
function objectShape(entry: OutputEntry, properties: NonNullable<OutputEntry['properties']>, at: string, tools: MappingTools): Evaluate {
  const make = objectOf(
    Object.entries(properties).map(([name, property]) => [name, compileProperty(name, property, pointerTo(at, 'properties', name), tools)]),
  )
  return looksElsewhere(entry) ? (value, scope) => (value === null ? null : make(value, scope)) : make
}

/** The entry has an expression of its own, and it is not the root. */
function looksElsewhere(entry: OutputEntry): boolean {
  const expression = expressionOf(entry)
  return expression !== undefined && parsePath(expression)?.length !== 0
}

/**
 * A property that says nothing else is the member of its name. One with properties of its own looks into the same base
 * when any of them says where its value comes from; otherwise they select from the member of its name.
 */
function compileProperty(name: string, property: OutputEntry, at: string, tools: MappingTools): Evaluate {
  const says = expressionOf(property) !== undefined || property.value !== undefined
  const node = compileNode(property, at, tools)
  if (says) return node.evaluate
  if (property.properties === undefined)
    return (base, scope) => node.evaluate(isObject(base) && Object.hasOwn(base, name) ? base[name]! : null, scope)
  if (Object.values(property.properties).some(saysWhere)) return node.evaluate
  return (base, scope) => node.evaluate(isObject(base) && Object.hasOwn(base, name) ? base[name]! : base, scope)
}

/** Somewhere in the entry it is said where a value comes from. */
function saysWhere(entry: OutputEntry): boolean {
  if (expressionOf(entry) !== undefined || entry.value !== undefined) return true
  return Object.values(entry.properties ?? {}).some(saysWhere)
}

function staticValue(entry: OutputEntry, value: JsonValue, at: string, tools: MappingTools): Evaluate {
  const place = pointerTo(at, 'value')
  if (templatesIn(value).length === 0) return constantValue(entry, value, place, tools)
  return typeof value === 'string' ? renderedValue(entry, value, place, tools) : filledValue(entry, value, place, tools)
}

function filledValue(entry: OutputEntry, value: JsonValue, at: string, tools: MappingTools): Evaluate {
  const fill = compileStructured(value, (text) => tools.template(text, at, { open: true }))
  tools.explain(at, JSON.stringify(value), 'template', 'a value with arguments and variables inserted')
  return (_, scope) => coerce(fill(scope ?? NOTHING), entry.type) ?? null
}

function constantValue(entry: OutputEntry, value: JsonValue, at: string, tools: MappingTools): Evaluate {
  const constant = coerce(value, entry.type)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (constant === undefined)
    tools.report({
      code: 'NAFTIKO_OUTPUT_VALUE',
      message: `the value ${JSON.stringify(value)} is no ${entry.type!}`,
      hint: 'change the value or the type',
      at,
    })
  else tools.explain(at, text, 'constant', `the constant ${JSON.stringify(constant)}`)
  return () => constant ?? null
}

function renderedValue(entry: OutputEntry, value: string, at: string, tools: MappingTools): Evaluate {
  const template = tools.template(value, at, { open: true })
  for (const { text } of template.references) {
    if (/^\$(?:\.|\[|$)/.test(text))
      tools.report({
        code: 'NAFTIKO_EXPRESSION_SYNTAX',
        message: `"{{${text}}}" is a path inside a text, and a text takes only arguments and variables`,
        hint: 'write a JSONata expression as the mapping, such as "first & \' \' & last"',
        at,
      })
  }
  tools.explain(at, value, 'template', 'a text with values inserted')
  return (_, scope) => {
    const rendered = template.value(scope ?? NOTHING)
    if (rendered === undefined) return null
    const typed = coerce(rendered, entry.type)
    if (typed !== undefined) return typed
    throw new MappingError(`${named(entry)} should be of type ${entry.type!}, and its template gives something else`)
  }
}

function named(entry: OutputEntry): string {
  return entry.name === undefined ? 'an output value' : `the output "${entry.name}"`
}

function chain(base: Node, shape: Evaluate | undefined): Evaluate {
  if (shape === undefined) return base.evaluate
  return base.identity ? shape : then(base.evaluate, shape)
}

function then(first: Evaluate, second: Evaluate): Evaluate {
  return (value, scope) => {
    const result = first(value, scope)
    return result instanceof Promise ? result.then((known) => second(known, scope)) : second(result, scope)
  }
}

function objectOf(members: readonly (readonly [string, Evaluate])[]): Evaluate {
  const names = members.map(([name]) => name)
  const evaluations = members.map(([, evaluate]) => evaluate)
  return (base, scope) => {
    const result: Record<string, JsonValue> = {}
    for (let index = 0; index < names.length; index += 1) {
      const value = evaluations[index]!(base, scope)
      if (value instanceof Promise) return completed(result, value, index, names, (later) => evaluations[later]!(base, scope))
      setMember(result, names[index]!, value)
    }
    return result
  }
}

/** The rest of an object, from the first member on that must be waited for. */
async function completed(
  result: Record<string, JsonValue>,
  pending: Promise<JsonValue>,
  from: number,
  names: readonly string[],
  evaluate: (index: number) => MaybePromise<JsonValue>,
): Promise<JsonValue> {
  setMember(result, names[from]!, await pending)
  for (let index = from + 1; index < names.length; index += 1) setMember(result, names[index]!, await evaluate(index))
  return result
}

/** In a plain object, so that printing and comparing it is ordinary; `__proto__` becomes a member like any other. */
function setMember(object: Record<string, JsonValue>, name: string, value: JsonValue): void {
  if (name === '__proto__') Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
  else object[name] = value
}

function firstOf(evaluations: readonly Evaluate[], start = 0): Evaluate {
  return (base, scope) => {
    for (let index = start; index < evaluations.length; index += 1) {
      const value = evaluations[index]!(base, scope)
      if (value instanceof Promise) return value.then((known) => known ?? firstOf(evaluations, index + 1)(base, scope))
      if (value !== null) return value
    }
    return null
  }
}

/**
 * Waits only if something must be waited for. One after the other: an evaluation that is waited for computes, so
 * side by side they would only use up each other's time limit.
 */
function all(count: number, evaluate: (index: number) => MaybePromise<JsonValue>): MaybePromise<readonly JsonValue[]> {
  const values: JsonValue[] = []
  for (let index = 0; index < count; index += 1) {
    const value = evaluate(index)
    if (value instanceof Promise) return rest(values, value, count, evaluate)
    values.push(value)
  }
  return values
}

async function rest(
  values: JsonValue[],
  pending: Promise<JsonValue>,
  count: number,
  evaluate: (index: number) => MaybePromise<JsonValue>,
): Promise<readonly JsonValue[]> {
  values.push(await pending)
  while (values.length < count) {
    const value = evaluate(values.length)
    values.push(value instanceof Promise ? await value : value)
  }
  return values
}

/** Counts characters as people do, so that none is cut in half. */
function truncate(length: number): Evaluate {
  return (value) => (typeof value === 'string' && value.length > length ? firstCharacters(value, length) : value)
}

function firstCharacters(text: string, length: number): string {
  let end = 0
  for (let count = 0; count < length && end < text.length; count += 1) end += text.codePointAt(end)! > 0xffff ? 2 : 1
  return text.slice(0, end)
}

/** The JSON Schema of the declared result; nothing when the document declares that it passes as it is. */
export function outputSchema(entries: readonly OutputEntry[] | undefined): JsonSchema | undefined {
  const [only, another] = entries ?? []
  if (entries === undefined || only === undefined) return undefined
  if (another === undefined) return passesAsItIs(only) ? undefined : schemaOf(only)
  return entries.every((entry) => entry.name !== undefined) ? objectSchema(entries.map((entry) => [entry.name!, entry])) : {}
}

function passesAsItIs(entry: OutputEntry): boolean {
  const constant = entry.value !== undefined && expressionOf(entry) === undefined
  return entry.properties === undefined && entry.items === undefined && !constant && !looksElsewhere(entry)
}

/** Values that nothing is picked from are passed as they are: their declared type is a description and no promise. */
function schemaOf(written: OutputEntry): JsonSchema {
  const entry = withItems(written)
  if (entry.properties !== undefined) {
    const schema = objectSchema(Object.entries(entry.properties))
    return described(looksElsewhere(entry) ? nullable(schema) : schema, entry)
  }
  if (entry.type === 'array' || entry.items !== undefined)
    return described({ type: ['array', 'null'], items: entry.items === undefined ? {} : nullable(schemaOf(entry.items)) }, entry)
  return described({}, entry)
}

/** What is missing is `null`, so every member may be. */
function objectSchema(entries: readonly (readonly [string, OutputEntry])[]): JsonSchema {
  const properties: Record<string, JsonValue> = {}
  for (const [name, entry] of entries) setMember(properties, name, nullable(schemaOf(entry)) as JsonValue)
  return { type: 'object', properties, required: entries.map(([name]) => name) }
}

function nullable(schema: JsonSchema): JsonSchema {
  return typeof schema['type'] === 'string' ? { ...schema, type: [schema['type'], 'null'] } : schema
}

function described(schema: JsonSchema, entry: OutputEntry): JsonSchema {
  return entry.description === undefined ? schema : { ...schema, description: entry.description }
}
