import { isList, isObject, type JsonValue, type Problem, segmentsOf } from '@naftiko/plugin-api'
import type { CapabilityModel, Entry } from '../model/model.ts'
import type { CompilationScope } from './context.ts'
import { nearest } from '../nearest.ts'
import { namesOf } from './names.ts'

type Place = Pick<Entry<unknown>, 'pointer' | 'document'>

/** Variables that something refers to, and which of them no bind provides. */
export class VariableUses {
  /** Variable → namespaces of the entries that use it. */
  readonly byVariable: Map<string, Set<string>> = new Map()
  readonly #places = new Map<string, Place>()
  readonly #bound: ReadonlySet<string>

  constructor(model: CapabilityModel) {
    this.#bound = namesOf(model).bound
  }

  add(variable: string, pointer: string, entry: Entry<{ readonly namespace: string }>): void {
    if (!this.#places.has(variable)) this.#places.set(variable, { pointer, document: entry.document })
    const namespaces = this.byVariable.get(variable) ?? new Set()
    this.byVariable.set(variable, namespaces.add(entry.value.namespace))
  }

  /** Each with the first place that uses it. */
  get unbound(): readonly (readonly [string, Place])[] {
    return [...this.#places].filter(([variable]) => !this.#bound.has(variable))
  }
}

/** A variable that the document uses without binding it comes from the environment. */
export function implicitBinds(model: CapabilityModel, unbound: VariableUses['unbound']): CapabilityModel['binds'] {
  if (unbound.length === 0) return []
  const keys = Object.fromEntries(unbound.map(([name]) => [name, name]))
  return [{ pointer: '/binds', document: model.document, value: { namespace: 'env', keys } }]
}

/** What a bind's own location does not give may be set in the environment, under the name that the document uses. */
export function fromEnvironment(model: CapabilityModel): CapabilityModel['binds'] {
  return model.binds
    .filter(({ value }) => value.location !== undefined)
    .map(({ value, ...place }) => {
      const keys = Object.fromEntries(Object.keys(value.keys).map((name) => [name, name]))
      return { ...place, value: { namespace: value.namespace, keys } }
    })
}

export function reportUnbound(variable: string, place: Place, scope: CompilationScope): void {
  const message = `the variable "${variable}" is not bound; its value is taken from the environment`
  const meant = nearest(variable, scope.names.bound)
  const bind = `add "${variable}: ${variable}" to the keys of a "binds" entry`
  const hint = meant === undefined ? bind : `did you mean "{{${meant}}}"? If not, ${bind}`
  const offset = offsetOf(variable, textAt(place))
  const problem: Problem = { severity: 'warning', code: 'NAFTIKO_VARIABLE_UNBOUND', message, hint, ...(offset > 0 ? { offset } : {}) }
  scope.findings.report(problem, place.pointer, place.document)
}

/** Where the placeholder begins in a text that is more than that. */
function offsetOf(variable: string, text: string): number {
  const placeholder = [...text.matchAll(/\{\{[^{}]*\}\}/g)].find(([found]) => found.includes(variable))
  return placeholder === undefined || placeholder[0] === text.trim() ? -1 : placeholder.index + placeholder[0].indexOf(variable)
}

function textAt({ document, pointer }: Place): string {
  let value: JsonValue | undefined = document.normal.value
  for (const segment of segmentsOf(pointer)) {
    if (isList(value)) value = value[Number(segment)]
    else value = isObject(value) && Object.hasOwn(value, segment) ? value[segment] : undefined
  }
  return typeof value === 'string' ? value : ''
}
