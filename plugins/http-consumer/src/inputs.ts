import {
  isHeaderName,
  type CompileContext,
  emptyObject,
  type InputEntry,
  type InputLocation,
  type InputParameter,
  inputSchema,
  type JsonObject,
  type JsonValue,
  pointerTo,
} from '@naftiko/plugin-api'
import type { InputLevel } from './entry.ts'
import { isClientOwned, isSelfFilled } from './header.ts'
import { declaredAs } from './names.ts'
import { notingContext } from './noting.ts'
import type { Scoped } from './scope.ts'

/** A declared input, where in the entry it stands, and where it travels. */
export interface PlacedInput {
  readonly entry: InputEntry
  readonly at: string
  /** Absent: nowhere by itself; templates read it. */
  readonly in: InputLocation | undefined
}

/** What decides about inputs besides themselves. */
export interface InputSurroundings {
  /** Names of the placeholders in the path. */
  readonly pathNames: readonly string[]
  /** Where an input travels that does not say it. */
  readonly elsewhere: InputLocation | undefined
  /** Whether something else has this place in every request, such as the credential. */
  isTaken(place: InputLocation, name: string): boolean
}

/** The inputs of one operation. */
export interface Inputs {
  /** What travels in requests, constants included. */
  readonly placed: readonly PlacedInput[]
  /** Names that templates may use. */
  readonly names: readonly string[]
  /** Names of arguments that only the templates of constants refer to. */
  readonly referred: readonly string[]
  /** Whether the document gives this value itself, so that no caller sees or sets it. */
  isFixed(name: string): boolean
  /** The arguments of a call with what the document adds: constants win over them, defaults fill their gaps. */
  complete(input: JsonObject): JsonObject
}

/** Puts the levels together. The nearer one wins where two have one name and place. */
export function compileInputs(levels: readonly InputLevel[], around: InputSurroundings, context: CompileContext, scope: Scoped): Inputs {
  const merged = new Map<string, PlacedInput>()
  for (const { inputs, at } of levels) {
    for (const [index, declared] of (inputs ?? []).entries()) {
      const entry = { ...declared, name: String(declared.name ?? '') }
      const place = locationOf(entry, around)
      if (entry.name !== '') merged.set(`${place ?? ''} ${entry.name}`, { entry, at: pointerTo(at, index), in: place })
    }
  }
  const list = [...merged.values()]
  const names = list.map(({ entry }) => entry.name)
  const referred = new Set<string>()
  const fixed = list.filter(isFixed).map((input) =>
    fixedValue(
      input,
      names,
      notingContext(context, names, (name) => referred.add(name)),
      scope,
    ),
  )
  const fixedNames = new Set(fixed.filter(({ readsItself }) => !readsItself).map(({ name }) => name))
  return {
    placed: list.filter((input) => travels(input, around, context)),
    names,
    referred: [...referred].filter((name) => !fixedNames.has(name)),
    isFixed: (name) => fixedNames.has(name),
    complete: completion(list, fixed, fixedNames),
  }
}

function locationOf(entry: InputEntry, around: InputSurroundings): InputLocation | undefined {
  if (entry.in !== undefined) return entry.in
  return around.pathNames.some((name) => declaredAs(name, [entry.name]) !== undefined) ? 'path' : around.elsewhere
}

function isFixed({ entry, in: place }: PlacedInput): boolean {
  return entry.value !== undefined || place === 'environment'
}

function travels({ entry, in: place, at }: PlacedInput, around: InputSurroundings, context: CompileContext): boolean {
  if (place === undefined || place === 'environment' || around.isTaken(place, entry.name)) return false
  if (place !== 'header' || (isHeaderName(entry.name) && !isClientOwned(entry.name))) return true
  const message = isHeaderName(entry.name)
    ? `the header "${entry.name}" belongs to the connection and is not taken from inputs`
    : `"${entry.name}" cannot be the name of a header, so it is not sent`
  context.report({ severity: 'warning', code: 'NAFTIKO_HEADER_IGNORED', message, hint: 'remove this input', at: pointerTo(at, 'name') })
  return false
}

interface FixedValue {
  readonly name: string
  /** `value: "{{x}}"` on the input x lets the argument x through. */
  readonly readsItself: boolean
  read(input: JsonObject): JsonValue | undefined
}

function fixedValue({ entry, at }: PlacedInput, names: readonly string[], context: CompileContext, scope: Scoped): FixedValue {
  const { name, value } = entry
  if (value !== undefined && typeof value !== 'string') return { name, readsItself: false, read: () => value }
  const template =
    value === undefined
      ? context.template(`{{env.${name}}}`, at)
      : context.template(isVariable(value) ? `{{${value.trim()}}}` : value, pointerTo(at, 'value'), { inputs: names, open: true })
  const readsItself = template.references.some((reference) => reference.source === 'input' && reference.name === name)
  return { name, readsItself, read: (input) => template.value(scope(input)) }
}

/** `env.NAME` is a variable here as it is in `with`. */
function isVariable(text: string): boolean {
  return /^\s*\$?env\.[A-Z]\w*\s*$/.test(text)
}

function completion(list: readonly PlacedInput[], fixed: readonly FixedValue[], fixedNames: ReadonlySet<string>): Inputs['complete'] {
  const defaults = list.flatMap(({ entry }) =>
    entry.default === undefined || entry.default === null ? [] : [[entry.name, entry.default] as const],
  )
  return (input) => {
    const complete = Object.assign(emptyObject(), input)
    // What a caller sends under the name of a constant is gone before any template could read it.
    for (const name of fixedNames) delete complete[name]
    for (const [name, value] of defaults) complete[name] ??= value
    for (const { name, read } of fixed) {
      const value = read(complete)
      if (value === undefined || value === null) delete complete[name]
      else complete[name] = value
    }
    return complete
  }
}

/** What the caller is told of an input. */
export function parameterOf({ entry, in: place }: PlacedInput, required: boolean = isRequired(entry, place)): InputParameter {
  return { name: entry.name, required, schema: inputSchema(entry), ...(place === undefined ? {} : { in: place }) }
}

function isRequired(entry: InputEntry, place: InputLocation | undefined): boolean {
  return entry.required === true && entry.default === undefined && !(place === 'header' && isSelfFilled(entry.name))
}
