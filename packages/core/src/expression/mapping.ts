import {
  type JsonSchema,
  type JsonValue,
  type Mapping,
  MappingError,
  type MaybePromise,
  type OutputEntry,
  type Problem,
  type Scope,
  type Template,
  type TemplateOptions,
} from '@naftiko/plugin-api'
import { pointerTo } from '../document/pointer.ts'
import { coerce } from './coerce.ts'
import { compileExpression } from './dialect.ts'
import { isList, isObject } from '../json.ts'
import type { ExpressionLimits } from './jsonata.ts'

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

const IDENTITY: Mapping = { identity: true, apply: (value) => value }

/**
 * `outputParameters` as one function. Synchronous wherever no JSONata is involved.
 *
 * One entry is the whole result. Several with names make one object; several without compete, and the first that is not
 * null wins, which is reported.
 */
export function compileMapping(entries: readonly OutputEntry[] | undefined, at: string, tools: MappingTools): Mapping {
  if (entries === undefined || entries.length === 0) return IDENTITY
  const nodes = entries.map((entry, index) => compileNode(entry, pointerTo(at, index), tools))
  const [only] = nodes
  if (nodes.length === 1) return only!.identity ? IDENTITY : toMapping(only!.evaluate)
  if (entries.every((entry) => entry.name !== undefined))
    return toMapping(objectOf(entries.map((entry, index) => [entry.name!, nodes[index]!.evaluate])))
  tools.report({
    severity: 'warning',
    code: 'NAFTIKO_OUTPUT_AMBIGUOUS',
    message: `${entries.length} outputs without names compete, and the first that is not null is the whole result`,
    hint: 'give each a name to get an object, or put them under "properties" of one object',
    at,
    key: true,
  })
  return toMapping(firstOf(nodes.map((node) => node.evaluate)))
}

function toMapping(evaluate: Evaluate): Mapping {
  return { identity: false, apply: (value, scope) => evaluate(value, scope) }
}

function compileNode(entry: OutputEntry, at: string, tools: MappingTools): Node {
  const expression = expressionOf(entry)
  if (expression === undefined && entry.value !== undefined)
    return { identity: false, evaluate: staticValue(entry, entry.value, at, tools) }
  const place = pointerTo(at, entry.mapping === undefined ? 'value' : 'mapping')
  const base = expression === undefined ? undefined : compileBase(expression, place, tools)
  const shape = shapeOf(entry, at, tools)
  const limited = entry.maxLength === undefined ? shape : then(shape ?? ((value) => value), truncate(entry.maxLength))
  const identity = base?.identity === true && limited === undefined
  return { identity, evaluate: chain(base?.evaluate, limited, entry) }
}

/** A `value` that starts with `$` is a mapping under another name. */
function expressionOf(entry: OutputEntry): string | undefined {
  if (entry.mapping !== undefined) return String(entry.mapping)
  return typeof entry.value === 'string' && /^\s*(\$|\{\{\s*\$)/.test(entry.value) ? entry.value : undefined
}

function compileBase(text: string, at: string, tools: MappingTools): Node {
  const compiled = compileExpression(text, tools.limits)
  if ('evaluate' in compiled) {
    tools.explain(
      at,
      text,
      compiled.kind,
      compiled.identity
        ? 'the answer as it is'
        : compiled.kind === 'path'
          ? 'a path into the answer'
          : 'a JSONata expression over the answer',
    )
    return { identity: compiled.identity, evaluate: (value) => compiled.evaluate(value) }
  }
  tools.report({ code: 'NAFTIKO_EXPRESSION_SYNTAX', message: compiled.message, hint: compiled.hint, at, offset: compiled.offset })
  return { identity: false, evaluate: () => null }
}

/** What becomes of the value that the entry's own expression gives; nothing when it stays as it is. */
function shapeOf(entry: OutputEntry, at: string, tools: MappingTools): Evaluate | undefined {
  if (entry.properties !== undefined) return objectShape(entry.properties, at, tools)
  if (entry.items !== undefined && hasShape(entry.items)) {
    const item = compileNode(entry.items, pointerTo(at, 'items'), tools)
    return (value, scope) => (isList(value) ? all(value.map((element) => item.evaluate(element, scope))) : null)
  }
  if (entry.type === 'array' && entry.items !== undefined) return (value) => (isList(value) ? value : null)
  return undefined
}

/** `items: { type: object }` says nothing about what to pick. */
function hasShape(items: OutputEntry): boolean {
  return (
    items.properties !== undefined ||
    items.items !== undefined ||
    items.mapping !== undefined ||
    items.value !== undefined ||
    items.maxLength !== undefined
  )
}

function objectShape(properties: NonNullable<OutputEntry['properties']>, at: string, tools: MappingTools): Evaluate {
  const members = Object.entries(properties).map(
    ([name, property]) => [name, compileProperty(name, property, pointerTo(at, 'properties', name), tools)] as const,
  )
  const make = objectOf(members)
  return (value, scope) => (value === null ? null : make(value, scope))
}

/** A property that says nothing else is the member of its name; one with properties of its own looks into the same base. */
function compileProperty(name: string, property: OutputEntry, at: string, tools: MappingTools): Evaluate {
  const says = expressionOf(property) !== undefined || property.value !== undefined || property.properties !== undefined
  const node = compileNode(property, at, tools)
  return says ? node.evaluate : (base, scope) => node.evaluate(isObject(base) && Object.hasOwn(base, name) ? base[name]! : null, scope)
}

function staticValue(entry: OutputEntry, value: JsonValue, at: string, tools: MappingTools): Evaluate {
  const place = pointerTo(at, 'value')
  if (typeof value !== 'string' || !value.includes('{{')) {
    const constant = coerce(value, entry.type)
    if (constant === undefined)
      tools.report({
        code: 'NAFTIKO_OUTPUT_VALUE',
        message: `the value ${JSON.stringify(value)} is no ${entry.type ?? 'value'}`,
        hint: 'change the value or the type',
        at: place,
      })
    return () => constant ?? null
  }
  const template = tools.template(value, place, { open: true })
  return (_, scope) => {
    const rendered = scope === undefined ? undefined : template.value(scope)
    if (rendered === undefined) return null
    const typed = coerce(rendered, entry.type)
    if (typed === undefined)
      throw new MappingError(
        `the output "${entry.name ?? 'value'}" should be of type ${entry.type ?? 'value'}, and its template gives something else`,
      )
    return typed
  }
}

function chain(base: Evaluate | undefined, shape: Evaluate | undefined, entry: OutputEntry): Evaluate {
  if (base === undefined) return shape ?? ((value) => value)
  if (shape === undefined) return entry.type === 'array' ? then(base, (value) => (isList(value) ? value : null)) : base
  return then(base, shape)
}

function then(first: Evaluate, second: Evaluate): Evaluate {
  return (value, scope) => {
    const result = first(value, scope)
    return result instanceof Promise ? result.then((known) => second(known, scope)) : second(result, scope)
  }
}

function objectOf(members: readonly (readonly [string, Evaluate])[]): Evaluate {
  return (base, scope) => {
    const values = all(members.map(([, evaluate]) => evaluate(base, scope)))
    return values instanceof Promise ? values.then((known) => assemble(members, known)) : assemble(members, values)
  }
}

/** A plain object, so that printing and comparing it is ordinary; `__proto__` becomes a member like any other. */
function assemble(members: readonly (readonly [string, unknown])[], values: readonly JsonValue[]): JsonValue {
  const result: Record<string, JsonValue> = {}
  for (let index = 0; index < members.length; index += 1) {
    const name = members[index]![0]
    if (name === '__proto__')
      Object.defineProperty(result, name, { value: values[index]!, enumerable: true, configurable: true, writable: true })
    else result[name] = values[index]!
  }
  return result
}

function firstOf(evaluations: readonly Evaluate[]): Evaluate {
  return async (base, scope) => {
    for (const evaluate of evaluations) {
      const value = await evaluate(base, scope)
      if (value !== null) return value
    }
    return null
  }
}

/** Waits only if something must be waited for. */
function all(values: readonly MaybePromise<JsonValue>[]): MaybePromise<readonly JsonValue[]> {
  return values.some((value) => value instanceof Promise) ? Promise.all(values) : (values as readonly JsonValue[])
}

/** Counts characters as people do, so that none is cut in half. */
function truncate(length: number): Evaluate {
  return (value) => (typeof value === 'string' && value.length > length ? [...value].slice(0, length).join('') : value)
}

/** The JSON Schema of the declared result; nothing when the document declares no more than "an object". */
export function outputSchema(entries: readonly OutputEntry[] | undefined): JsonSchema | undefined {
  if (entries === undefined || entries.length === 0) return undefined
  if (entries.length === 1) return schemaOf(entries[0]!)
  if (!entries.every((entry) => entry.name !== undefined)) return undefined
  return objectSchema(entries.map((entry) => [entry.name!, entry]))
}

function schemaOf(entry: OutputEntry): JsonSchema | undefined {
  if (entry.properties !== undefined) return described(objectSchema(Object.entries(entry.properties)), entry)
  if (entry.type === 'array') {
    const items = entry.items === undefined ? undefined : schemaOf(entry.items)
    return described({ type: ['array', 'null'], items: items ?? {} }, entry)
  }
  if (entry.type === undefined || entry.type === 'object') return undefined
  // Scalars are passed as they are, so the declared type is a description and no promise.
  return described({}, entry)
}

/** What is missing is `null`, so every member may be. */
function objectSchema(entries: readonly (readonly [string, OutputEntry])[]): JsonSchema {
  const properties = Object.fromEntries(entries.map(([name, entry]) => [name, nullable(schemaOf(entry) ?? described({}, entry))]))
  return { type: 'object', properties, required: entries.map(([name]) => name) }
}

function nullable(schema: JsonSchema): JsonSchema {
  return typeof schema['type'] === 'string' ? { ...schema, type: [schema['type'], 'null'] } : schema
}

function described(schema: JsonSchema, entry: OutputEntry): JsonSchema {
  return entry.description === undefined ? schema : { ...schema, description: entry.description }
}
