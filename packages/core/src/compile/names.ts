import type { CapabilityModel } from '../model/model.ts'
import type { TemplateNames } from '../expression/template.ts'

/** Prefixes that mean "argument of the caller" in every document, whatever its exposers are called. */
const CALLER_ALIASES = ['rest', 'tools']

/** What the names in templates and `with` can mean in this document. */
export function namesOf(model: CapabilityModel): TemplateNames {
  return {
    callers: new Set([
      ...CALLER_ALIASES,
      ...model.exposes.map((entry) => entry.value.namespace),
      // Texts of what was imported under another name still say the first.
      ...[...model.exposes, ...model.aggregates].flatMap(({ original }) => original ?? []),
      ...model.aggregates.flatMap(({ value }) => (typeof value['namespace'] === 'string' ? [value['namespace']] : [])),
    ]),
    bindNamespaces: new Set(['env', ...model.binds.map((entry) => entry.value.namespace)]),
    bound: new Set(model.binds.flatMap((entry) => Object.keys(entry.value.keys))),
  }
}
