import {
  isSameName,
  InputError,
  type InputParameter,
  type InputShape,
  type Invocation,
  isObject,
  type JsonObject,
  type JsonSchema,
  type JsonValue,
  type Payload,
  type PayloadUse,
} from '@naftiko/plugin-api'
import type { StepCall } from './step-call.ts'
import { argumentReader, type Declared, type WithValue } from './with-value.ts'

/** How the arguments of a caller become those of the called operation. */
export interface InputBinding {
  /** What the caller can give. */
  readonly shape: InputShape
  /** Keys of `with` that the operation does not know. */
  readonly unknown: readonly string[]
  /** Throws an `InputError` that names the caller's argument when a required one is missing. */
  bind(invocation: Invocation): { readonly input: JsonObject; readonly payload?: Payload | null }
}

type Reader = (invocation: Invocation) => JsonValue | undefined

interface Wire {
  readonly parameter: InputParameter
  /** The name of the argument for the caller. */
  readonly callerName: string
  readonly read: Reader
}

/**
 * Compiles the way from caller to operation. Each parameter of the operation is taken from `with`, else from the
 * argument of the same name, whether it was declared or not.
 */
export function bindInput(
  target: InputShape,
  withValues: ReadonlyMap<string, WithValue>,
  declared: Declared,
  step?: StepCall,
): InputBinding {
  const body = wholeBodyOf(target)
  const wires = target.parameters
    .filter((parameter) => parameter !== body)
    .map((parameter) => wire(parameter, target, withValues, declared))
  const known = new Set(target.parameters.map((parameter) => parameter.name))
  const unknown = [...withValues.keys()].filter((name) => !known.has(name))
  const fields = target.payload === 'opaque' ? unknown.map((name) => [name, withValues.get(name)!.read] as const) : []
  const payload = payloadBinding(target.payload, { body, wires, withValues, declared, fields, step })
  return {
    shape: {
      parameters: callerParameters(target, withValues, declared),
      payload: callerPayload(target, fields.length > 0 || declared.extracted.size > 0),
    },
    unknown: target.payload === 'opaque' ? [] : unknown,
    bind: (invocation) => {
      const input = readWires(wires, invocation)
      const sent = payload(invocation)
      if (body?.required === true && sent === undefined)
        throw new InputError(`a request body is required ("${body.name}")`, { input: body.name, code: 'NAFTIKO_INPUT_MISSING' })
      return sent === undefined ? { input } : { input, payload: sent }
    },
  }
}

/** The parameter whose value is the body as a whole. */
function wholeBodyOf(target: InputShape): InputParameter | undefined {
  return target.payload === 'opaque' ? target.parameters.find((parameter) => parameter.in === 'body') : undefined
}

/** Where several inputs are members of the body, one called `body` is that member and not the body as a whole. */
function isMember(parameter: InputParameter, target: InputShape): boolean {
  return parameter.in === 'body' && target.parameters.filter((one) => one.in === 'body').length > 1
}

function wire(parameter: InputParameter, target: InputShape, withValues: ReadonlyMap<string, WithValue>, declared: Declared): Wire {
  const given = withValues.get(parameter.name)
  if (given === undefined)
    return {
      parameter,
      callerName: parameter.name,
      read: isMember(parameter, target) && parameter.name === 'body' ? memberReader('body') : argumentReader(parameter.name, declared),
    }
  const callerName = given.arguments[0] ?? parameter.name
  const read = given.kind === 'argument' && callerName === 'body' && isMember(parameter, target) ? memberReader(callerName) : given.read
  return { parameter, callerName, read }
}

function memberReader(name: string): Reader {
  return ({ input, payload }) => {
    if (Object.hasOwn(input, name)) return input[name]
    return isObject(payload?.value) && Object.hasOwn(payload.value, name) ? payload.value[name] : undefined
  }
}

function readWires(wires: readonly Wire[], invocation: Invocation): JsonObject {
  const input = Object.create(null) as Record<string, JsonValue>
  for (const { parameter, callerName, read } of wires) {
    const value = read(invocation)
    // A body can say that something is null; nothing else can.
    if (value !== undefined && (value !== null || (parameter.in === 'body' && !parameter.required))) input[parameter.name] = value
    else if (parameter.required) throw new InputError(`"${callerName}" is required`, { input: callerName, code: 'NAFTIKO_INPUT_MISSING' })
  }
  return input
}

interface PayloadParts {
  readonly body: InputParameter | undefined
  readonly wires: readonly Wire[]
  readonly withValues: ReadonlyMap<string, WithValue>
  readonly declared: Declared
  /** Members of the body that `with` sets. */
  readonly fields: readonly (readonly [string, Reader])[]
  readonly step: StepCall | undefined
}

type BindPayload = (invocation: Invocation) => Payload | undefined

function payloadBinding(use: PayloadUse, parts: PayloadParts): BindPayload {
  if (use === 'sent') return (invocation) => invocation.payload ?? bodyArgument(invocation)
  if (use !== 'opaque') return () => undefined
  const fromArguments = argumentsPayload(parts)
  const forward: BindPayload = (invocation) =>
    invocation.payload === undefined ? fromArguments(invocation) : (invocation.payload ?? undefined)
  if (parts.fields.length > 0) return fieldsPayload(parts.fields, forward)
  const given = parts.body === undefined ? undefined : parts.withValues.get(parts.body.name)
  return given === undefined ? forward : givenPayload(given, forward)
}

/** A caller without a notion of a body can still give one by its name. */
function bodyArgument({ input }: Invocation): Payload | undefined {
  return Object.hasOwn(input, 'body') ? jsonPayload(input['body']!) : undefined
}

/** `with` sets members of a body that the document does not describe: they are laid over what the caller sent. */
function fieldsPayload(fields: PayloadParts['fields'], forward: BindPayload): BindPayload {
  return (invocation) => {
    const base = forward(invocation)?.value
    const value: Record<string, JsonValue> = Object.assign(Object.create(null) as object, isObject(base) ? base : {})
    for (const [name, read] of fields) {
      const field = read(invocation)
      if (field !== undefined) value[name] = field
    }
    return jsonPayload(value)
  }
}

/** `with` says what the body is. `rest.body` and its like are the caller's own body, which passes as it came. */
function givenPayload(given: WithValue, forward: BindPayload): BindPayload {
  const name = given.kind === 'argument' ? given.arguments[0]! : undefined
  return (invocation) => {
    if (name !== undefined && invocation.payload != null && !Object.hasOwn(invocation.input, name)) {
      return name === 'body' || !isObject(invocation.payload.value) || !Object.hasOwn(invocation.payload.value, name)
        ? invocation.payload
        : jsonPayload(invocation.payload.value[name]!)
    }
    const value = given.read(invocation)
    return value === undefined ? (name === undefined ? undefined : forward(invocation)) : jsonPayload(value)
  }
}

/**
 * The body of a caller that has only arguments: one `body` argument, or else an object of every argument that went
 * nowhere else. Giving both is refused, because dropping either in silence would be worse.
 */
function argumentsPayload(parts: PayloadParts): BindPayload {
  const bodyName = parts.body?.name ?? 'body'
  const taken = [
    ...parts.wires.map((one) => one.callerName),
    ...[...parts.withValues.values()].flatMap((value) => value.arguments),
    ...parts.declared.constants.keys(),
  ].filter((name) => name !== bodyName)
  const readBody = argumentReader(bodyName, parts.declared)
  const { step } = parts
  // A step that says what it passes on passes nothing else on.
  const isSpare = (key: string): boolean => step === undefined || (step.given.length === 0 && !step.hidden.has(key))
  return (invocation) => {
    const left = Object.keys(invocation.input).filter(
      (key) => key !== bodyName && isSpare(key) && !taken.some((name) => isSameName(name, key)),
    )
    const body = Object.hasOwn(invocation.input, bodyName) || parts.declared.constants.has(bodyName) ? readBody(invocation) : undefined
    if (body === undefined) return left.length === 0 ? undefined : jsonPayload(pick(invocation.input, left))
    if (left.length > 0)
      throw new InputError(
        `give either "${bodyName}" or ${left.map((key) => `"${key}"`).join(', ')}: together it is unclear what to send`,
        { input: bodyName },
      )
    return jsonPayload(body)
  }
}

function pick(input: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(keys.map((key) => [key, input[key]!]))
}

function jsonPayload(value: JsonValue): Payload {
  return { mediaType: 'application/json', value }
}

/** What a caller can give: what `with` refers to, then what the operation takes and `with` leaves open. */
function callerParameters(target: InputShape, withValues: ReadonlyMap<string, WithValue>, declared: Declared): readonly InputParameter[] {
  const parameters = new Map<string, InputParameter>()
  const add = (parameter: InputParameter): void => {
    if (declared.constants.has(parameter.name)) return
    const known = parameters.get(parameter.name)
    const required = (known?.required ?? false) || (parameter.required && !declared.defaults.has(parameter.name))
    parameters.set(parameter.name, { ...parameter, ...known, required })
  }
  for (const parameter of target.parameters) {
    const given = withValues.get(parameter.name)
    if (given === undefined) add(parameter)
    else for (const name of given.arguments) add(renamed(parameter, name, given))
  }
  for (const [key, given] of withValues) {
    if (target.parameters.some((parameter) => parameter.name === key)) continue
    for (const name of given.arguments) add({ name, required: false, schema: {} })
  }
  return [...parameters.values()]
}

function renamed(parameter: InputParameter, name: string, given: WithValue): InputParameter {
  const schema: JsonSchema = given.whole ? parameter.schema : { type: 'string' }
  return { ...parameter, name, schema }
}

/** A body is read where arguments may hide in it, and passed on untouched where none can. */
function callerPayload(target: InputShape, readsBody: boolean): PayloadUse {
  if (target.payload === 'opaque' || target.payload === 'sent') return readsBody ? 'json' : target.payload
  return target.parameters.length > 0 ? 'json' : 'none'
}
