import {
  type CallSpec,
  type Invocation,
  InvocationError,
  type Invoke,
  type LinkedCall,
  type Mapping,
  type Outcome,
  type OutputEntry,
  pointerTo,
  type Problem,
  type Template,
  type TemplateOptions,
} from '@naftiko/plugin-api'
import { outputSchema } from '../expression/mapping.ts'
import type { TemplateNames } from '../expression/template.ts'
import { didYouMean, nearest } from '../nearest.ts'
import { bindInput, type InputBinding } from './bind-input.ts'
import { collect, valueOf } from './collect.ts'
import type { Runtime } from './runtime.ts'
import type { Target, Targets } from './targets.ts'
import { compileWithValue, type Declared, declaredOf, type WithValue } from './with-value.ts'

/** What linking needs from the compilation around it. */
export interface LinkTools {
  readonly targets: Targets
  readonly names: TemplateNames
  readonly runtime: Runtime
  readonly collectBytes: number
  report(problem: Problem): void
  explain(at: string, text: string, kind: string, meaning: string): void
  template(text: string, at: string, options?: TemplateOptions): Template
  mapping(parameters: readonly OutputEntry[] | undefined, at: string): Mapping
}

/** Turns what an exposed operation says it calls into one thing to invoke. */
export function link(call: CallSpec, at: string, tools: LinkTools): LinkedCall {
  const target = resolve(call, at, tools)
  if ('dead' in target) return deadCall(target.dead)
  const declared = declaredOf(call.inputParameters)
  const withValues = compileWith(call, declared, at, tools)
  const binding = bindInput(target.operation.input, withValues, declared)
  reportUnknown(binding, target, at, tools)
  const mapping = tools.mapping(call.outputParameters, pointerTo(at, 'outputParameters'))
  const output = outputSchema(call.outputParameters) ?? (mapping.identity ? target.operation.output : undefined)
  const { effects, description } = target.operation
  return {
    input: binding.shape,
    identity: mapping.identity,
    targets: [target.name],
    ...(output === undefined ? {} : { output }),
    ...(effects === undefined ? {} : { effects }),
    ...(description === undefined ? {} : { description }),
    invoke: mapping.identity ? direct(target, binding) : mapped(target, binding, mapping, tools),
  }
}

function resolve(call: CallSpec, at: string, tools: LinkTools): Target | { readonly dead: string } {
  const unsupported = (['ref', 'steps', 'mappings'] as const).find((key) => call[key] !== undefined)
  if (unsupported !== undefined && call.call === undefined) return notYet(unsupported, at, tools)
  if (call.call !== undefined) return resolveCall(String(call.call), pointerTo(at, 'call'), tools)
  const inferred = call.name === undefined ? undefined : tools.targets.findByOperation(call.name)
  if (inferred === undefined) {
    const message = `${named(call)} calls nothing`
    tools.report({ severity: 'warning', code: 'NAFTIKO_CALL_MISSING', message, hint: 'add "call: <namespace>.<operation>"', at, key: true })
    return { dead: message }
  }
  tools.report({
    severity: 'warning',
    code: 'NAFTIKO_CALL_INFERRED',
    message: `${named(call)} says no call, and was taken to call ${inferred.name}`,
    hint: `write "call: ${inferred.name}"`,
    at,
    key: true,
  })
  return inferred
}

function resolveCall(call: string, at: string, tools: LinkTools): Target | { readonly dead: string } {
  const target = tools.targets.find(call)
  if (target !== undefined) {
    tools.explain(at, call, 'call', `${target.name}${target.operation.summary === undefined ? '' : ` (${target.operation.summary})`}`)
    return target
  }
  const message = `no operation "${call}"`
  const meant = tools.targets.nearest(call) ?? nearestNamespace(call, tools)
  // A near name is a slip of the pen, which its author wants to know before anything runs. Otherwise what is named is not
  // here at all (published documents often lack a part), and the rest of the document can still be served.
  const severity = meant === undefined ? 'warning' : 'error'
  tools.report({
    severity,
    code: 'NAFTIKO_UNKNOWN_OPERATION',
    message,
    hint: meant === undefined ? listNamespaces(tools) : `did you mean "${meant}"?`,
    at,
  })
  return { dead: message }
}

function nearestNamespace(call: string, tools: LinkTools): string | undefined {
  const meant = tools.targets.hasNamespaceOf(call) ? undefined : nearest(call.split('.')[0]!, tools.targets.namespaces)
  return meant === undefined ? undefined : `${meant}.${call.slice(call.indexOf('.') + 1)}`
}

function listNamespaces(tools: LinkTools): string {
  const names = tools.targets.namespaces
  return names.length === 0
    ? 'the document consumes nothing that could be called'
    : `a call is "<namespace>.<operation>", and the consumed namespaces are ${names.join(', ')}`
}

function notYet(key: string, at: string, tools: LinkTools): { readonly dead: string } {
  const message = `"${key}" is not run by this version`
  tools.report({
    severity: 'warning',
    code: 'NAFTIKO_NOT_SUPPORTED_YET',
    message,
    hint: 'the operation is served and answers with an error',
    at: pointerTo(at, key),
    key: true,
  })
  return { dead: message }
}

/** Listed like any other, and answering with a clear error: one dead operation does not take its adapter down. */
function deadCall(reason: string): LinkedCall {
  return {
    input: { parameters: [], payload: 'none' },
    identity: true,
    targets: [],
    invoke: () =>
      Promise.reject(
        new InvocationError(
          'engine',
          501,
          'NAFTIKO_CALL_UNRESOLVED',
          `this operation cannot run: ${reason}; see the diagnostics of "naftiko validate"`,
        ),
      ),
  }
}

function compileWith(call: CallSpec, declared: Declared, at: string, tools: LinkTools): ReadonlyMap<string, WithValue> {
  const values = new Map<string, WithValue>()
  for (const [name, value] of Object.entries(call.with ?? {})) {
    const place = pointerTo(at, 'with', name)
    const compiled = compileWithValue(value, place, { names: tools.names, runtime: tools.runtime, declared, template: tools.template })
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

function reportUnknown(binding: InputBinding, target: Target, at: string, tools: LinkTools): void {
  const names = target.operation.input.parameters.map((parameter) => parameter.name)
  for (const name of binding.unknown) {
    const hint = didYouMean(name, names) ?? (names.length === 0 ? 'it takes no inputs' : `it takes ${names.join(', ')}`)
    tools.report({
      severity: 'warning',
      code: 'NAFTIKO_WITH_UNKNOWN',
      message: `${target.name} takes no input "${name}"`,
      hint,
      at: pointerTo(at, 'with', name),
      key: true,
    })
  }
}

function named(call: CallSpec): string {
  return call.name === undefined ? 'the operation' : `"${call.name}"`
}

function forTarget(target: Target, binding: InputBinding, invocation: Invocation): Invocation {
  const { signal, trace, acceptEncoding } = invocation
  return { operation: target.name, ...binding.bind(invocation), signal, trace, ...(acceptEncoding === undefined ? {} : { acceptEncoding }) }
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
