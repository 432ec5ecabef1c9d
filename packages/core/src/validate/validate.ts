import { type JsonObject, type NodeEntry, pointerTo, type Problem } from '@naftiko/plugin-api'
import type { Report } from '../document/document.ts'
import { importsOf } from '../document/imports.ts'
import { frozen } from '../model/frozen.ts'
import type { CapabilityModel, Entry } from '../model/model.ts'
import type { PluginRegistry } from '../plugin/registry.ts'
import { SKELETON } from '../schema/skeleton.ts'
import { AGGREGATE } from './aggregate.ts'
import { explainErrors } from './explain.ts'
import { foreignValue } from './foreign-words.ts'
import { nearest } from '../nearest.ts'
import { importProblems } from './import.ts'
import { inputProblems } from './inputs.ts'
import { outputProblems } from './outputs.ts'
import { repair } from './repair.ts'
import type { Schemas } from './schemas.ts'

/** The model with what could be read of it, and the entries that nevertheless lack something. */
export interface Validated {
  readonly model: CapabilityModel
  readonly broken: ReadonlySet<Entry<NodeEntry>>
}

/**
 * Checks the skeleton, then each entry by the schema of its own plugin: the branch is chosen by `type`, so nobody reads
 * what other branches would have wanted. Single values that cannot be read are left out of the entries.
 */
export function validateDocument(model: CapabilityModel, registry: PluginRegistry, schemas: Schemas, report: Report): Validated {
  const { document } = model
  for (const problem of explainErrors(schemas.check(SKELETON, document.normal.value), SKELETON)) report(problem, problem.at ?? '', document)
  for (const one of model.documents)
    for (const { value, pointer } of importsOf(one)) for (const problem of importProblems(value)) report(problem, pointer + problem.at, one)
  const broken = new Set<Entry<NodeEntry>>()
  const check = (kind: 'consumer' | 'exposer', entry: Entry<NodeEntry & JsonObject>): Entry<NodeEntry & JsonObject> => {
    const plugin = registry.get(kind, entry.value.type)
    if (plugin === undefined) {
      report(noPlugin(kind, entry.value.type, registry), pointerTo(entry.pointer, 'type'), entry.document)
      broken.add(entry)
      return entry
    }
    const errors = schemas.check(plugin.schema, entry.value)
    const value = repair(entry.value, errors)
    const repaired = value === entry.value ? entry : { ...entry, value: frozen(value) as NodeEntry & JsonObject }
    for (const problem of explainErrors(errors, plugin.schema, notWritten(entry))) {
      if (problem.severity === undefined || problem.severity === 'error') broken.add(repaired)
      report(problem, entry.pointer + (problem.at ?? ''), entry.document)
    }
    return repaired
  }
  for (const entry of model.aggregates)
    for (const problem of explainErrors(schemas.check(AGGREGATE, entry.value), AGGREGATE))
      report(problem, entry.pointer + (problem.at ?? ''), entry.document)
  for (const entry of [...model.consumes, ...model.exposes, ...model.aggregates])
    for (const problem of [...inputProblems(entry.value, '', schemas), ...outputProblems(entry.value, '')])
      report(problem, entry.pointer + (problem.at ?? ''), entry.document)
  const consumes = model.consumes.map((entry) => check('consumer', entry))
  const exposes = model.exposes.map((entry) => check('exposer', entry))
  return { model: { ...model, consumes, exposes }, broken }
}

/** Keys that the entry has, and its document has not. */
function notWritten({ madeUp, implied }: Entry<unknown>): readonly string[] {
  return [...(madeUp === true ? ['namespace'] : []), ...(implied === true ? ['type'] : [])]
}

function noPlugin(kind: 'consumer' | 'exposer', type: string, registry: PluginRegistry): Problem {
  const types = registry.types(kind)
  if (type === '')
    return { code: 'NAFTIKO_MISSING_KEY', message: '"type" is missing', hint: `add "type"; this build knows ${types.join(', ')}` }
  const meant = nearest(type, types) ?? foreignValue(type, types)
  return {
    // A near word is a slip of the pen. Any other names something that this build does not have: the rest can be served.
    severity: meant === undefined ? 'warning' : 'error',
    code: 'NAFTIKO_NO_PLUGIN',
    message: `no plugin handles the ${kind} type "${type}"${meant === undefined ? ', so this entry is left out' : ''}`,
    ...(meant === undefined ? { hint: `this build knows ${types.join(', ')}; load another plugin with --plugin <name>` } : { meant }),
  }
}
