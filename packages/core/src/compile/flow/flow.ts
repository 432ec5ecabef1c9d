import {
  type CallSpec,
  type InputParameter,
  isObject,
  inputSchema,
  type Invocation,
  type JsonObject,
  type JsonValue,
  type LinkedCall,
  type MaybePromise,
  type OutputEntry,
  pointerTo,
  type StepContext,
} from '@naftiko/plugin-api'
import { carried } from '../carried.ts'
import { coerceOutputs } from './coerce-outputs.ts'
import { outputSchema } from '../../expression/mapping.ts'
import { ownArguments } from '../fitting.ts'
import type { LinkTools } from '../link-tools.ts'
import { argumentReader, declaredOf } from '../with-value.ts'
import { compileMappings } from './mappings.ts'
import type { Steps } from './complete-step.ts'
import { compileSteps } from './steps.ts'
import { firstMember, leadingName } from './step-scope.ts'

/** Several steps as one thing to invoke. */
export function compileFlow(call: CallSpec, at: string, tools: LinkTools, like?: string): LinkedCall {
  const taken = new Set<string>()
  const scope = {
    names: new Set<string>(),
    later: new Set<string>(),
    declared: ownArguments(call, like),
    uses: () => {},
    takes: (name: string) => void taken.add(name),
  }
  const sequential = call.sequential === true || tools.sequential
  const steps = compileSteps(call.steps ?? [], pointerTo(at, 'steps'), scope, { ...tools, sequential })
  const finish = compileResult(call, steps, at, { ...scope, names: new Set(steps.names) }, tools)
  const read = inputReader(call)
  const declared = new Set((call.inputParameters ?? []).map((entry) => String(entry.name)))
  // What a step can take but need not is the business of its `with`.
  const needed = steps.parameters.filter(({ required }) => required)
  const implied = [...needed, ...[...taken].filter((name) => !needed.some((one) => one.name === name)).map(undeclared)]
  const output = outputSchema(call.outputParameters)
  const run = async (invocation: Invocation): Promise<JsonValue> => {
    const context = contextOf(read(invocation), invocation)
    const results = await steps.run(context)
    return finish({ ...context, results, values: { ...context.values, ...results } }, results)
  }
  return {
    input: {
      parameters: [...declaredParameters(call, implied), ...implied.filter(({ name }) => !declared.has(name) && name !== 'body')],
      payload: 'json',
    },
    identity: false,
    targets: steps.targets,
    effects: { safe: steps.safe, ...(steps.safe ? { destructive: false } : {}), openWorld: steps.targets.length > 0 },
    ...(output === undefined ? {} : { output }),
    invoke: async (invocation) => ({ kind: 'value', value: await run(invocation), metadata: {} }),
  }
}

function undeclared(name: string): InputParameter {
  return { name, required: false, schema: {} }
}

function declaredParameters(call: CallSpec, implied: readonly InputParameter[]): readonly InputParameter[] {
  return (call.inputParameters ?? [])
    .filter((entry) => entry.value === undefined && entry.name !== undefined)
    .map((entry) => {
      const needed = implied.find(({ name }) => name === String(entry.name))
      const required = entry.default === undefined && (entry.required ?? needed?.required ?? false)
      return { name: String(entry.name), required, schema: inputSchema(entry), ...(entry.in === undefined ? {} : { in: entry.in }) }
    })
}

/** The arguments as steps see them: those given, fields of the body, constants and defaults; and `body`, the body as a whole. */
function inputReader(call: CallSpec): (invocation: Invocation) => JsonObject {
  const declared = declaredOf(call.inputParameters)
  const readers = (call.inputParameters ?? []).map((entry) => [String(entry.name), argumentReader(String(entry.name), declared)] as const)
  return (invocation) => {
    const body = invocation.payload?.value
    const input: Record<string, JsonValue> = Object.assign(
      Object.create(null) as object,
      body === undefined ? {} : { body },
      isObject(body) ? body : {},
      invocation.input,
    )
    for (const [name, read] of readers) {
      const value = read(invocation)
      if (value !== undefined) input[name] = value
    }
    return input
  }
}

function contextOf(input: JsonObject, invocation: Invocation): StepContext {
  return { input, results: {}, values: input, ...carried(invocation) }
}

type Finish = (context: StepContext, results: JsonObject) => MaybePromise<JsonValue>

/**
 * What the operation answers: `mappings` make an object of results; without them it is the result of the last call.
 * `outputParameters` select from that, and say its types.
 */
function compileResult(call: CallSpec, steps: Steps, at: string, scope: Parameters<typeof compileMappings>[2], tools: LinkTools): Finish {
  const place = pointerTo(at, 'outputParameters')
  const outputs = tools.mapping(call.outputParameters, place)
  const base =
    call.mappings !== undefined && call.mappings.length > 0
      ? compileMappings(call.mappings, pointerTo(at, 'mappings'), scope, tools)
      : refersToSteps(call, steps)
        ? (context: StepContext) => context.values as JsonValue
        : (_: StepContext, results: JsonObject) => results[steps.last ?? ''] ?? null
  if (outputs.identity) return base
  const coerced = coerceOutputs(call.outputParameters ?? [])
  return async (context, results) => {
    const value = await base(context, results)
    return coerced(await outputs.apply(value, { input: context.values, variables: tools.runtime.variables }))
  }
}

/** Outputs that name steps look into all results, and not only into the last. */
function refersToSteps(call: CallSpec, steps: Steps): boolean {
  const names = new Set(steps.names)
  return expressionsIn(call.outputParameters ?? []).some((text) => {
    const first = firstMember(text)
    return (first !== undefined && names.has(first)) || leadingName(text.trim(), names) !== undefined
  })
}

function expressionsIn(entries: readonly OutputEntry[]): readonly string[] {
  return entries.flatMap((entry) => {
    const own = entry.mapping ?? entry.value
    const nested = [...Object.values(entry.properties ?? {}), ...(entry.items === undefined ? [] : [entry.items].flat())]
    return [...(typeof own === 'string' ? [own] : []), ...expressionsIn(nested)]
  })
}
