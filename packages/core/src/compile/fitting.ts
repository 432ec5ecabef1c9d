import { type CallSpec, inputSchema, type JsonObject, type JsonSchema, type JsonValue, pointerTo } from '@naftiko/plugin-api'
import { nearest } from '../nearest.ts'
import { fits } from '../validate/inputs.ts'
import type { LinkTools } from './link-tools.ts'
import type { Target } from './targets.ts'
import type { WithValue } from './with-value.ts'

interface Place {
  readonly call: CallSpec
  readonly at: string
  readonly like: string | undefined
}

/**
 * Reports values of `with` that the called operation cannot take, and references to arguments that are nearly those which
 * the caller has. Arguments need no declaration, so one that is like no other is left alone.
 */
export function reportUnfit(values: ReadonlyMap<string, WithValue>, target: Target, { call, at, like }: Place, tools: LinkTools): void {
  const own = ownArguments(call, like)
  for (const [name, value] of values) {
    const place = pointerTo(at, 'with', name)
    const written: JsonValue = call.with![name]!
    const schema = target.operation.input.parameters.find((parameter) => parameter.name === name)?.schema
    if (value.kind === 'constant') reportConstant(written, name, target, place, tools)
    reportArguments(value, name, written, own, place, tools)
    if (value.whole && schema !== undefined) reportDeclared(value.arguments[0]!, schema, { call, at: place, name, target }, tools)
  }
}

/** The same for a call of something that is not there: of that nothing is known but the arguments that are passed to it. */
export function reportReferences(
  values: ReadonlyMap<string, WithValue>,
  call: CallSpec,
  at: string,
  like: string | undefined,
  tools: LinkTools,
): void {
  const own = ownArguments(call, like)
  for (const [name, value] of values) reportArguments(value, name, call.with![name]!, own, pointerTo(at, 'with', name), tools)
}

/** An argument has its name from what the caller has, or else often from the input that it is passed to. */
function reportArguments(value: WithValue, input: string, written: JsonValue, own: readonly string[], at: string, tools: LinkTools): void {
  for (const argument of value.arguments) {
    const isSwapped = argument !== input && !own.includes(argument) && lettersOf(argument) === lettersOf(input)
    reportArgument(argument, written, isSwapped ? [...own, input] : own, at, tools)
  }
}

function lettersOf(name: string): string {
  return [...name].toSorted().join('')
}

/** A value of `with` that stands in the document, and that the called operation cannot take. */
export function reportConstant(written: JsonValue, name: string, target: Target, at: string, tools: LinkTools): void {
  const schema = target.operation.input.parameters.find((parameter) => parameter.name === name)?.schema
  if (schema === undefined || written === null || fits(schema, written, tools.schemas)) return
  const words = schema['enum'] as readonly JsonValue[] | undefined
  const meant =
    typeof written === 'string'
      ? nearest(
          written,
          (words ?? []).filter((word) => typeof word === 'string'),
        )
      : undefined
  tools.report({
    severity: 'warning',
    code: 'NAFTIKO_WITH_TYPE',
    message: `${target.name} cannot take ${JSON.stringify(written)} as "${name}", which is ${shapeOf(schema)}`,
    ...(meant === undefined ? { hint: 'change the value, or the type of the input that it is passed to' } : { meant }),
    at,
  })
}

/** What the caller declares, and the variables of its path. */
export function ownArguments(call: CallSpec, like: string | undefined): readonly string[] {
  const declared = (call.inputParameters ?? []).map((input) => String(input.name))
  const inPath = [...(like ?? '').matchAll(/\{+\+?([\w.-]+)/g)].map((match) => match[1]!)
  return [...declared, ...inPath]
}

export function reportArgument(argument: string, written: JsonValue, own: readonly string[], at: string, tools: LinkTools): void {
  const name = argument.split(/[.[]/)[0]!
  if (own.includes(name) || own.includes(argument) || name === 'body') return
  const meant = nearest(name, own)
  if (meant === undefined) return
  tools.report({
    severity: 'warning',
    code: 'NAFTIKO_ARGUMENT_UNKNOWN',
    message: `the operation has no argument "${name}"`,
    ...(typeof written === 'string' ? { meant: written.replace(name, meant) } : { hint: `did you mean "${meant}"?` }),
    at,
  })
}

interface Passed {
  readonly call: CallSpec
  readonly at: string
  readonly name: string
  readonly target: Target
}

/** An argument with a declared type that the called input cannot have. */
function reportDeclared(argument: string, schema: JsonSchema, { call, at, name, target }: Passed, tools: LinkTools): void {
  const input = (call.inputParameters ?? []).find((one) => String(one.name) === argument)
  const given = input?.type === undefined ? undefined : typesOf(inputSchema(input))
  const wanted = typesOf(schema)
  if (given === undefined || wanted === undefined || given.some((one) => wanted.some((other) => isTaken(one, other)))) return
  tools.report({
    severity: 'hint',
    code: 'NAFTIKO_WITH_TYPE',
    message: `"${argument}" is ${shapeOf({ type: given[0]! })}, and "${name}" of ${target.name} is ${shapeOf(schema)}`,
    hint: 'change one of the two types',
    at,
  })
}

/** Every scalar can be written as a text, and every whole number is a number. */
function isTaken(given: string, wanted: string): boolean {
  return (
    given === wanted || (wanted === 'string' && given !== 'object' && given !== 'array') || (wanted === 'number' && given === 'integer')
  )
}

function typesOf(schema: JsonObject): readonly string[] | undefined {
  const type = schema['type']
  return type === undefined ? undefined : ([type].flat() as readonly string[])
}

function shapeOf(schema: JsonObject): string {
  if (schema['enum'] !== undefined) return `one of ${(schema['enum'] as readonly JsonValue[]).map((one) => JSON.stringify(one)).join(', ')}`
  const type = (typesOf(schema) ?? ['value']).filter((one) => one !== 'null').join(' or ')
  return `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`
}
