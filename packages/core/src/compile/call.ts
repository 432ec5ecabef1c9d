import {
  type Mutable,
  type CallSpec,
  type Invocation,
  type Invoke,
  type LinkedCall,
  type Mapping,
  type Outcome,
  pointerTo,
} from '@naftiko/plugin-api'
import { outputSchema } from '../expression/mapping.ts'
import { nearest } from '../nearest.ts'
import { bindInput, type InputBinding } from './bind-input.ts'
import { collect, valueOf } from './collect.ts'
import type { GivenInvocation, StepCall } from './step-call.ts'
import type { LinkTools } from './link-tools.ts'
import type { Target } from './targets.ts'
import { ownArguments, reportUnfit } from './fitting.ts'
import { reportUnpassed } from './unpassed.ts'
import { compileWithValue, type Declared, declaredOf, type WithValue } from './with-value.ts'

export interface CallOptions {
  readonly step?: StepCall
  /** Method and path of the caller: its variables are arguments. */
  readonly like?: string | undefined
}

/** One call of one operation: arguments in, result out. */
export function linkCall(call: CallSpec, target: Target, at: string, tools: LinkTools, { step, like }: CallOptions = {}): LinkedCall {
  const declared = declaredOf(call.inputParameters)
  const withValues = step === undefined ? compileWith(call, declared, at, tools) : givenValues(step.given)
  const binding = bindInput(target.operation.input, withValues, declared, step)
  reportUnknown(binding, target, call, at, tools)
  if (step === undefined) {
    reportUnfit(withValues, target, { call, at, like }, tools)
    const given = [...withValues.keys()]
    const referred = [...withValues.values()].flatMap((value) => value.arguments)
    reportUnpassed(call, target, { given, referred, own: ownArguments(call, like) }, at, tools)
  }
  const mapping = tools.mapping(outputsOf(call, target), pointerTo(at, 'outputParameters'))
  const output = outputSchema(outputsOf(call, target)) ?? (mapping.identity ? target.operation.output : undefined)
  const { effects, description } = target.operation
  return {
    input: binding.shape,
    identity: mapping.identity && target.isFunction !== true,
    targets: [target.name],
    ...(output === undefined ? {} : { output }),
    ...(effects === undefined ? {} : { effects }),
    ...(description === undefined ? {} : { description }),
    invoke: mapping.identity ? direct(target, binding) : mapped(target, binding, mapping, tools),
  }
}

/** The result of a function is shaped by the function; what refers to it shapes only what the function leaves as it is. */
function outputsOf(call: CallSpec, target: Target): CallSpec['outputParameters'] {
  return target.shapes === true ? undefined : call.outputParameters
}

function givenValues(names: readonly string[]): ReadonlyMap<string, WithValue> {
  return new Map(
    names.map((name) => [
      name,
      { kind: 'constant', arguments: [], whole: false, meaning: '', read: (invocation) => (invocation as GivenInvocation).given[name] },
    ]),
  )
}

/** The values of `with`, each as the way to get it. */
export function compileWith(call: CallSpec, declared: Declared, at: string, tools: LinkTools): ReadonlyMap<string, WithValue> {
  const values = new Map<string, WithValue>()
  for (const [name, value] of Object.entries(call.with ?? {})) {
    const place = pointerTo(at, 'with', name)
    const compiled = compileWithValue(value, place, { names: tools.names, runtime: tools.runtime, declared, template: tools.template })
    if (typeof value === 'string') reportBraces(value.trim(), compiled, place, tools)
    tools.explain(
      place,
      typeof value === 'string' ? value : JSON.stringify(value),
      compiled.kind === 'argument' ? 'reference' : compiled.kind,
      compiled.meaning,
    )
    values.set(name, compiled)
  }
  return values
}

function reportBraces(text: string, { kind, arguments: names }: WithValue, at: string, tools: LinkTools): void {
  if (kind !== 'argument' || !text.startsWith('{') || text.startsWith('{{')) return
  const hint = `write "{{${names[0]!}}}"`
  tools.report({ severity: 'warning', code: 'NAFTIKO_REFERENCE_FORM', message: `"${text}" was read as an argument`, hint, at })
}

function reportUnknown(binding: InputBinding, target: Target, call: CallSpec, at: string, tools: LinkTools): void {
  const names = target.operation.input.parameters.map((parameter) => parameter.name)
  for (const name of binding.unknown) {
    if (tools.targets.isExplained(target.name)) return
    const free = names.filter((one) => call.with?.[one] === undefined)
    const meant = nearest(name, free)
    const hint = names.length === 0 ? 'it takes no inputs' : `it takes ${names.join(', ')}`
    tools.report({
      severity: 'warning',
      code: 'NAFTIKO_WITH_UNKNOWN',
      message: `${target.name} takes no input "${name}"`,
      ...(meant === undefined ? { hint } : { meant }),
      at: pointerTo(at, 'with', name),
      key: true,
    })
  }
}

function forTarget(target: Target, binding: InputBinding, invocation: Invocation): Invocation {
  const { input, payload } = binding.bind(invocation)
  // Written out, because spreading costs more than all the rest of it.
  const bound: Mutable<Invocation> = { operation: target.name, input, signal: invocation.signal, trace: invocation.trace }
  if (payload !== undefined) bound.payload = payload
  if (invocation.callerHeaders !== undefined) bound.callerHeaders = invocation.callerHeaders
  if (invocation.onProgress !== undefined) bound.onProgress = invocation.onProgress
  if (invocation.acceptEncoding !== undefined) bound.acceptEncoding = invocation.acceptEncoding
  return bound
}

/** Nothing reads the result: bytes pass as they come. */
function direct(target: Target, binding: InputBinding): Invoke {
  const { invoke } = target.operation
  return async (invocation) => invoke(forTarget(target, binding, invocation))
}

function mapped(target: Target, binding: InputBinding, mapping: Mapping, tools: LinkTools): Invoke {
  const { invoke } = target.operation
  return async (invocation): Promise<Outcome> => {
    const outcome = await invoke(forTarget(target, binding, invocation))
    const collected = await collect(outcome, tools.collectBytes, { signal: invocation.signal })
    if (collected.kind === 'empty') return { kind: 'stream', mediaType: '', chunks: nothing, metadata: collected.metadata }
    const value = await mapping.apply(valueOf(collected), { input: invocation.input, variables: tools.runtime.variables })
    return { kind: 'value', value, metadata: collected.metadata }
  }
}

/** An answer without content has nothing to map, and stays one. */
const nothing: AsyncIterable<Uint8Array> = {
  // oxlint-disable-next-line require-yield
  async *[Symbol.asyncIterator]() {},
}
