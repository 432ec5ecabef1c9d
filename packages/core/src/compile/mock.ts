import {
  type CallSpec,
  type InputParameter,
  type JsonValue,
  type LinkedCall,
  type Mapping,
  type MaybePromise,
  type OutputEntry,
  pointerTo,
  type Scope,
} from '@naftiko/plugin-api'
import { compileMapping, outputSchema } from '../expression/mapping.ts'
import { templatesIn } from '../expression/structured.ts'
import { compileTemplate } from '../expression/template.ts'
import { ownArguments, reportArgument } from './fitting.ts'
import type { LinkTools } from './link-tools.ts'
import { argumentReader, declaredOf } from './with-value.ts'

/** Calls nothing, and says its values itself. */
export function isMock(call: CallSpec): boolean {
  return (call.outputParameters ?? []).some(hasValue)
}

function hasValue(entry: OutputEntry): boolean {
  if (entry.value !== undefined) return true
  return (
    Object.values(entry.properties ?? {}).some(hasValue) ||
    (entry.items !== undefined && !Array.isArray(entry.items) && hasValue(entry.items))
  )
}

type Build = (scope: Scope) => MaybePromise<JsonValue>

/**
 * An operation without an API behind it: its outputs have values, constant or templates over the arguments. One output
 * without a name is the whole answer; named ones are the members of an object. A list has one element.
 */
export function compileMock(call: CallSpec, at: string, tools: LinkTools, like?: string): LinkedCall {
  const referred = new Set<string>()
  const own = new Set((call.inputParameters ?? []).map((entry) => String(entry.name)))
  const collecting: LinkTools = {
    ...tools,
    mapping: (entries, place) =>
      collectReferences(entries, place, tools, { into: referred, declared: own, known: ownArguments(call, like) }),
  }
  const entries = call.outputParameters ?? []
  const build = wholeOf(entries, pointerTo(at, 'outputParameters'), collecting)
  const declared = declaredOf(call.inputParameters)
  const names = [...new Set([...own, ...referred])]
  const readers = names.map((name) => [name, argumentReader(name, declared)] as const)
  const shape = outputSchema(
    entries.length === 1 && entries[0]!.name !== undefined ? [{ properties: { [entries[0]!.name]: entries[0]! } }] : entries,
  )
  return {
    input: { parameters: parametersOf(names, declared.constants), payload: names.length > 0 ? 'json' : 'none' },
    identity: false,
    targets: [],
    effects: { safe: true, idempotent: true, destructive: false, openWorld: false },
    ...(shape === undefined ? {} : { output: shape }),
    invoke: async (invocation) => {
      const input = Object.create(null) as Record<string, JsonValue>
      for (const [name, read] of readers) {
        const value = read(invocation)
        if (value !== undefined) input[name] = value
      }
      return { kind: 'value', value: await build({ input, variables: tools.runtime.variables }), metadata: {} }
    },
  }
}

function wholeOf(entries: readonly OutputEntry[], at: string, tools: LinkTools): Build {
  const [only, another] = entries
  if (only !== undefined && another === undefined && only.name === undefined) return buildOf(only, pointerTo(at, 0), tools)
  return objectOf(entries.map((entry, index) => [entry.name ?? 'value', buildOf(entry, pointerTo(at, index), tools)]))
}

function buildOf(entry: OutputEntry, at: string, tools: LinkTools): Build {
  if (entry.value !== undefined) return leafOf(tools.mapping([entry], at))
  if (entry.properties !== undefined)
    return objectOf(Object.entries(entry.properties).map(([name, one]) => [name, buildOf(one, pointerTo(at, 'properties', name), tools)]))
  if (entry.items === undefined || !hasValue(entry)) return () => (entry.type === 'array' ? [] : null)
  const item = buildOf(entry.items, pointerTo(at, 'items'), tools)
  return async (scope) => [await item(scope)]
}

function leafOf(mapping: Mapping): Build {
  return (scope) => mapping.apply(null, scope)
}

function objectOf(members: readonly (readonly [string, Build])[]): Build {
  return async (scope) => {
    const values: [string, JsonValue][] = []
    for (const [name, build] of members) values.push([name, await build(scope)])
    return Object.fromEntries(values)
  }
}

/** Templates in values refer to arguments, which need not be declared. */
function collectReferences(
  entries: readonly OutputEntry[] | undefined,
  at: string,
  tools: LinkTools,
  { into, declared, known }: { readonly into: Set<string>; readonly declared: ReadonlySet<string>; readonly known: readonly string[] },
): Mapping {
  const [entry] = entries ?? []
  for (const text of entry?.value === undefined ? [] : templatesIn(entry.value)) {
    for (const { source, name } of compileTemplate(text, { open: true }, tools.names).template.references) {
      if (source !== 'input') continue
      // `{{a.b}}` is a member of the argument a.
      into.add(declared.has(name) ? name : name.split(/[.[]/)[0]!)
      reportArgument(name, text, known, pointerTo(at, 'value'), tools)
    }
  }
  return mappingAt(entries, at, tools)
}

/** The mapping of the one entry at this place, which is no list of entries. */
function mappingAt(entries: readonly OutputEntry[] | undefined, at: string, tools: LinkTools): Mapping {
  const place = (pointer: string): string => (pointer.startsWith(`${at}/0`) ? at + pointer.slice(`${at}/0`.length) : pointer)
  return compileMapping(entries, at, {
    limits: tools.limits,
    report: (problem) => tools.report({ ...problem, at: place(problem.at ?? '') }),
    explain: (pointer, ...told) => tools.explain(place(pointer), ...told),
    template: (text, pointer, options) => tools.template(text, place(pointer), options),
  })
}

function parametersOf(names: readonly string[], constants: ReadonlyMap<string, JsonValue>): readonly InputParameter[] {
  return names.filter((name) => !constants.has(name)).map((name) => ({ name, required: false, schema: {} }))
}
