import {
  type CallSpec,
  type Effects,
  type InputParameter,
  inputSchema,
  isList,
  isObject,
  type JsonObject,
  type JsonValue,
  type Operation,
  pointerTo,
} from '@naftiko/plugin-api'
import type { CapabilityModel, Entry } from '../model/model.ts'
import { withMiddleware } from './middleware.ts'
import { link } from './link.ts'
import type { LinkTools } from './link-tools.ts'
import { deadCall } from './resolve.ts'
import type { Target, Targets } from './targets.ts'

/** A function of an aggregate as the document says it. */
interface FunctionPlace {
  readonly entry: Entry<JsonObject>
  readonly namespace: string
  readonly spec: CallSpec & { readonly name: string; readonly semantics?: JsonValue }
  /** Pointer below the entry. */
  readonly at: string
  readonly tools: LinkTools
}

/**
 * Makes every function of the document callable. Each is compiled when something first refers to it, so that functions
 * can call each other in any order; a circle is reported, and what would close it is dead.
 */
export function addFunctions(
  model: CapabilityModel,
  targets: Targets,
  toolsFor: (entry: Entry<JsonObject & { namespace: string }>) => LinkTools,
): void {
  const trail: string[] = []
  for (const aggregate of model.aggregates) {
    const namespace = textOf(aggregate.value['namespace']) ?? `aggregate-${aggregate.pointer.slice(aggregate.pointer.lastIndexOf('/') + 1)}`
    const tools = toolsFor({ ...aggregate, value: { ...aggregate.value, namespace } })
    const functions = aggregate.value['functions']
    for (const [index, spec] of (isList(functions) ? functions : []).entries()) {
      const at = pointerTo('/functions', index)
      if (!isObject(spec)) continue
      const name = textOf(spec['name'])
      if (name === undefined) {
        tools.report({
          severity: 'warning',
          code: 'NAFTIKO_FUNCTION_NAME_MISSING',
          message: 'a function has no name, so nothing can refer to it',
          hint: 'give it a name of its own; references say <namespace>.<name>',
          at,
          key: true,
        })
        continue
      }
      const place = { entry: aggregate, namespace, spec: { ...spec, name } as FunctionPlace['spec'], at, tools }
      if (!targets.addFunction(namespace, name, onDemand(place, trail)))
        tools.report({
          severity: 'warning',
          code: 'NAFTIKO_FUNCTION_TAKEN',
          message: `"${namespace}.${name}" is already the name of something else, which is the one that is called`,
          hint: 'rename one of the two',
          at: pointerTo(at, 'name'),
        })
    }
  }
}

function onDemand(place: FunctionPlace, trail: string[]): () => Target | undefined {
  const qualified = `${place.namespace}.${place.spec.name}`
  let compiled: Target | undefined
  return () => {
    if (compiled !== undefined) return compiled
    if (trail.includes(qualified)) return closed(place, [...trail.slice(trail.indexOf(qualified)), qualified])
    trail.push(qualified)
    try {
      compiled = compileFunction(place, qualified)
      return compiled
    } finally {
      trail.pop()
    }
  }
}

function compileFunction({ spec, at, tools, namespace }: FunctionPlace, name: string): Target {
  const linked = link(spec, at, tools)
  const semantics = effectsOf(spec.semantics)
  const effects = semantics === undefined ? linked.effects : { ...linked.effects, ...semantics }
  const description = spec.description ?? linked.description
  const operation: Operation = {
    name: spec.name,
    input: { ...linked.input, parameters: declaredFirst(spec, linked.input.parameters) },
    ...(description === undefined ? {} : { description }),
    ...(linked.output === undefined ? {} : { output: linked.output }),
    ...(effects === undefined ? {} : { effects }),
    summary: 'function',
    calls: linked.targets,
    invoke: withMiddleware(name, tools.runtime, linked.invoke, 'function'),
  }
  return { name, namespace, operation, isFunction: true, shapes: !linked.identity }
}

/** A circle cannot be run; what closes it answers with the reason. */
function closed({ spec, at, tools, namespace }: FunctionPlace, trail: readonly string[]): Target {
  const message = `functions call each other in a circle: ${trail.join(' → ')}`
  tools.report({ code: 'NAFTIKO_FUNCTION_CYCLE', message, hint: 'remove one of these calls', at, key: true })
  const { input, invoke } = deadCall(message)
  return { name: `${namespace}.${spec.name}`, namespace, operation: { name: spec.name, input, invoke }, isFunction: true }
}

/** What a function declares, and what its calls need besides. Constants are nothing that a caller gives. */
function declaredFirst(spec: CallSpec, implied: readonly InputParameter[]): readonly InputParameter[] {
  const entries = spec.inputParameters ?? []
  const names = new Set(entries.map((entry) => String(entry.name)))
  const declared = entries
    .filter((entry) => entry.value === undefined)
    .map((entry) => {
      const needed = implied.find((parameter) => parameter.name === String(entry.name))
      const required = entry.default === undefined && (entry.required ?? needed?.required ?? false)
      return { ...needed, name: String(entry.name), required, schema: { ...needed?.schema, ...inputSchema(entry) } }
    })
  return [...declared, ...implied.filter((parameter) => !names.has(parameter.name))]
}

/** `semantics` of a function in the words of the engine. A function that says that it is safe destroys nothing. */
function effectsOf(semantics: JsonValue | undefined): Effects | undefined {
  if (!isObject(semantics)) return undefined
  const { safe, idempotent, cacheable } = semantics
  return {
    ...(typeof safe === 'boolean' ? { safe, ...(safe ? { destructive: false } : {}) } : {}),
    ...(typeof idempotent === 'boolean' ? { idempotent } : {}),
    ...(typeof cacheable === 'boolean' ? { cacheable } : {}),
  }
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}
