import {
  type CompileContext,
  emptyObject,
  type InputEntry,
  InputError,
  type InputParameter,
  type InputShape,
  inputSchema,
  type Invocation,
  type JsonObject,
  type JsonValue,
  pointerTo,
} from '@naftiko/plugin-api'
import type { Variables } from '../target/place.ts'
import { membersOf } from './members.ts'
import { typed } from './typed.ts'

/** The arguments of one tool. */
export interface Inputs {
  readonly shape: InputShape
  /** Arguments of a call → those of the tool. Rejects with an `InputError` that names what is missing. */
  read(invocation: Pick<Invocation, 'input' | 'payload'>, variables: Variables): Promise<JsonObject>
}

/** The inputs that one level of an entry declares, and where they stand. */
export interface InputLevel {
  readonly inputs: readonly InputEntry[] | undefined
  readonly at: string
}

interface Placed {
  readonly entry: InputEntry
  readonly at: string
}

/**
 * Compiles the arguments of a tool; the nearer level wins where two have one name. A tool that declares none takes
 * whatever its caller sends, because the server is the one who knows them.
 */
export function compileInputs(levels: readonly InputLevel[], isOpen: boolean, context: CompileContext): Inputs {
  const placed = merged(levels)
  const names = placed.map(({ entry }) => entry.name)
  const fixed = placed.filter(isFixed).map((input) => fixedValue(input, names, context))
  const constants = fixed.filter(({ readsItself }) => !readsItself).map(({ name }) => name)
  const free = placed.map(({ entry }) => entry).filter(({ name }) => !constants.includes(name))
  const parameters = free.map(parameterOf)
  const required = parameters.filter((parameter) => parameter.required).map(({ name }) => name)
  const defaults = free.flatMap(({ name, default: value }) => (value === undefined || value === null ? [] : [[name, value] as const]))
  return {
    shape: { parameters, payload: isOpen ? 'opaque' : 'none' },
    read: async ({ input, payload }, variables) => {
      const args = Object.assign(emptyObject(), isOpen ? await membersOf(payload) : undefined)
      for (const name of isOpen ? Object.keys(input) : parameters.map((parameter) => parameter.name)) {
        if (Object.hasOwn(input, name)) args[name] = input[name]!
      }
      // What a caller sends under the name of a constant is gone before any template could read it.
      for (const name of constants) delete args[name]
      for (const [name, value] of defaults) args[name] ??= value
      for (const { name, type } of free) if (args[name] !== undefined) args[name] = typed(args[name], type)
      for (const name of required) if (args[name] === undefined || args[name] === null) throw missing(name)
      for (const { name, read } of fixed) {
        const value = read(args, variables)
        if (value === undefined) delete args[name]
        else args[name] = value
      }
      return args
    },
  }
}

function merged(levels: readonly InputLevel[]): readonly Placed[] {
  const known = new Map<string, Placed>()
  for (const { inputs, at } of levels) {
    for (const [index, declared] of (inputs ?? []).entries()) {
      const name = String(declared.name ?? '')
      if (name !== '' && declared.in !== 'header') known.set(name, { entry: { ...declared, name }, at: pointerTo(at, index) })
    }
  }
  return [...known.values()]
}

function isFixed({ entry }: Placed): boolean {
  return entry.value !== undefined || entry.in === 'environment'
}

interface FixedValue {
  readonly name: string
  /** `value: "{{x}}"` on the input x lets the argument x through. */
  readonly readsItself: boolean
  read(input: JsonObject, variables: Variables): JsonValue | undefined
}

function fixedValue({ entry, at }: Placed, names: readonly string[], context: CompileContext): FixedValue {
  const { name, value } = entry
  if (value !== undefined && typeof value !== 'string') return { name, readsItself: false, read: () => value }
  const template =
    value === undefined
      ? context.template(`{{env.${name}}}`, at)
      : context.template(value, pointerTo(at, 'value'), { inputs: names, open: true })
  const readsItself = template.references.some((reference) => reference.source === 'input' && reference.name === name)
  return { name, readsItself, read: (input, variables) => template.value({ input, variables }) }
}

function parameterOf(entry: InputEntry): InputParameter {
  return { name: entry.name, required: entry.required === true && entry.default === undefined, schema: inputSchema(entry) }
}

function missing(name: string): InputError {
  return new InputError(`"${name}" is required`, { input: name, code: 'NAFTIKO_INPUT_MISSING' })
}
