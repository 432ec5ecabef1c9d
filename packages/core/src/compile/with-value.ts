import {
  type InputEntry,
  type Invocation,
  isList,
  isObject,
  type JsonObject,
  type JsonValue,
  pointerTo,
  type Template,
  type TemplateOptions,
} from '@naftiko/plugin-api'
import { afterPrefix, type TemplateNames } from '../expression/template.ts'
import { compilePath, parsePath } from '../expression/path.ts'
import { argumentOf } from './arguments.ts'
import type { Runtime } from './runtime.ts'

/** One value of `with`, compiled: how to get it, and which arguments of the caller it reads. */
export interface WithValue {
  readonly kind: 'argument' | 'variable' | 'template' | 'constant'
  /** For `argument`: the only one. For `template`: all. */
  readonly arguments: readonly string[]
  /** It is one argument and nothing else, so it has the type of that. */
  readonly whole: boolean
  /** In words, for `--explain`. */
  readonly meaning: string
  read(invocation: Invocation): JsonValue | undefined
}

/** Declared inputs that give an argument a value of their own. */
export interface Declared {
  /** Cannot be set by the caller. */
  readonly constants: ReadonlyMap<string, JsonValue>
  readonly defaults: ReadonlyMap<string, JsonValue>
  /** Taken out of the caller's body: `value: $.user.id`. */
  readonly extracted: ReadonlyMap<string, (root: JsonValue) => JsonValue>
}

export function declaredOf(inputs: readonly InputEntry[] | undefined): Declared {
  const constants = new Map<string, JsonValue>()
  const defaults = new Map<string, JsonValue>()
  const extracted = new Map<string, (root: JsonValue) => JsonValue>()
  for (const input of inputs ?? []) {
    if (input.name === undefined) continue
    const path = typeof input.value === 'string' && /^\$[.[]/.test(input.value) ? parsePath(input.value) : undefined
    if (path !== undefined) extracted.set(input.name, compilePath(path))
    else if (input.value !== undefined) constants.set(input.name, input.value)
    if (input.default !== undefined) defaults.set(input.name, input.default)
  }
  return { constants, defaults, extracted }
}

/** A reader of one argument: the constant, what the caller gave, or the default. */
export function argumentReader(name: string, declared: Declared): (invocation: Invocation) => JsonValue | undefined {
  const constant = declared.constants.get(name)
  if (constant !== undefined) return () => constant
  const fallback = declared.defaults.get(name)
  const extract = declared.extracted.get(name)
  if (extract !== undefined) return (invocation) => extract(invocation.payload?.value ?? (invocation.input as JsonValue)) ?? fallback
  return fallback === undefined ? (invocation) => argumentOf(invocation, name) : (invocation) => argumentOf(invocation, name) ?? fallback
}

export interface WithTools {
  readonly names: TemplateNames
  readonly runtime: Runtime
  readonly declared: Declared
  template(text: string, at: string, options: TemplateOptions): Template
}

/**
 * What a value of `with` means: `<caller>.x` is argument x, `env.X` a variable, a text with placeholders a template,
 * and everything else a constant.
 */
export function compileWithValue(value: JsonValue, at: string, tools: WithTools): WithValue {
  if (typeof value !== 'string') return isObject(value) || isList(value) ? nestedValue(value, at, tools) : constant(value)
  const text = value.trim()
  const argument = argumentNameOf(text, tools.names)
  if (argument !== undefined) return argumentValue(argument, tools.declared)
  const variable = variableNameOf(text, tools.names)
  if (variable !== undefined || text.includes('{{')) return templateValue(variable === undefined ? value : `{{${text}}}`, at, tools)
  return constant(value)
}

export function argumentNameOf(text: string, names: TemplateNames): string | undefined {
  const single = /^\{([^{}]+)\}$/.exec(text)
  if (single !== null) return argumentNameOf(single[1]!, names) ?? single[1]
  const rest = text.startsWith('$this.') ? text.slice('$this.'.length) : text
  return afterPrefix(rest, names.callers)
}

export function variableNameOf(text: string, names: TemplateNames): string | undefined {
  const rest = text.startsWith('$') ? text.slice(1) : text
  const variable = afterPrefix(rest, names.bindNamespaces)
  return variable !== undefined && /^\w+$/.test(variable) ? variable : undefined
}

function argumentValue(name: string, declared: Declared): WithValue {
  return {
    kind: 'argument',
    arguments: [name],
    whole: true,
    meaning: `argument "${name}" of the caller`,
    read: argumentReader(name, declared),
  }
}

function templateValue(text: string, at: string, tools: WithTools): WithValue {
  const template = tools.template(text, at, { open: true })
  const references = template.references.filter((reference) => reference.source === 'input')
  const readers = references.map((reference) => [reference.name, argumentReader(reference.name, tools.declared)] as const)
  return {
    kind: references.length === 0 ? 'variable' : 'template',
    arguments: references.map((reference) => reference.name),
    whole: references.length === 1 && /^\{\{[^{}]*\}\}$/.test(text.trim()),
    meaning: `text with ${template.references.map((reference) => `${reference.source === 'input' ? 'argument' : 'variable'} "${reference.name}"`).join(', ')}`,
    read: (invocation) => template.value({ input: inputFor(readers, invocation), variables: tools.runtime.variables }),
  }
}

/** A list or a map whose members may be references themselves; those without a value are left out. */
function nestedValue(value: JsonValue, at: string, tools: WithTools): WithValue {
  const members = isList(value)
    ? value.map((item, index) => [index, compileWithValue(item, pointerTo(at, index), tools)] as const)
    : Object.entries(value as JsonObject).map(([name, item]) => [name, compileWithValue(item, pointerTo(at, name), tools)] as const)
  if (members.every(([, member]) => member.kind === 'constant')) return constant(value)
  return {
    kind: 'template',
    arguments: members.flatMap(([, member]) => member.arguments),
    whole: false,
    meaning: `a ${isList(value) ? 'list' : 'map'} with ${members.map(([, { meaning }]) => meaning).join(', ')}`,
    read: (invocation) => {
      const known = members.map(([name, member]) => [name, member.read(invocation)] as const).filter(([, one]) => one !== undefined)
      return (isList(value) ? known.map(([, one]) => one!) : Object.fromEntries(known)) as JsonValue
    },
  }
}

function inputFor(
  readers: readonly (readonly [string, (invocation: Invocation) => JsonValue | undefined])[],
  invocation: Invocation,
): Record<string, JsonValue> {
  const input = Object.create(null) as Record<string, JsonValue>
  for (const [name, read] of readers) {
    const value = read(invocation)
    if (value !== undefined) input[name] = value
  }
  return input
}

function constant(value: JsonValue): WithValue {
  return { kind: 'constant', arguments: [], whole: false, meaning: `the constant ${JSON.stringify(value)}`, read: () => value }
}
