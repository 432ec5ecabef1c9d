import { type JsonObject, type NodeEntry, pointerTo, type Problem } from '@naftiko/plugin-api'
import type { Report } from '../document/document.ts'
import type { CapabilityModel, Entry } from '../model/model.ts'
import type { PluginRegistry } from '../plugin/registry.ts'
import { SKELETON } from '../schema/skeleton.ts'
import { explainErrors } from './explain.ts'
import { didYouMean } from '../nearest.ts'
import type { Schemas } from './schemas.ts'

/**
 * Checks the skeleton, then each entry by the schema of its own plugin: the branch is chosen by `type`, so nobody reads
 * what other branches would have wanted. Returns the entries that must not be compiled.
 */
export function validateDocument(
  model: CapabilityModel,
  registry: PluginRegistry,
  schemas: Schemas,
  report: Report,
): ReadonlySet<Entry<NodeEntry>> {
  const { document } = model
  for (const problem of explainErrors(schemas.check(SKELETON, document.normal.value))) report(problem, problem.at ?? '', document)
  const broken = new Set<Entry<NodeEntry>>()
  const check = (kind: 'consumer' | 'exposer', entry: Entry<NodeEntry & JsonObject>): void => {
    const plugin = registry.get(kind, entry.value.type)
    if (plugin === undefined) {
      report(noPlugin(kind, entry.value.type, registry), pointerTo(entry.pointer, 'type'), entry.document)
      broken.add(entry)
      return
    }
    for (const problem of explainErrors(schemas.check(plugin.schema, entry.value))) {
      if (problem.severity === undefined || problem.severity === 'error') broken.add(entry)
      report(problem, entry.pointer + (problem.at ?? ''), entry.document)
    }
  }
  for (const entry of model.consumes) check('consumer', entry)
  for (const entry of model.exposes) check('exposer', entry)
  return broken
}

function noPlugin(kind: 'consumer' | 'exposer', type: string, registry: PluginRegistry): Problem {
  const types = registry.types(kind)
  if (type === '')
    return {
      severity: 'warning',
      code: 'NAFTIKO_TYPE_MISSING',
      message: 'the entry has no type, so it is left out',
      hint: `add "type"; this build knows ${types.join(', ')}`,
    }
  const meant = didYouMean(type, types)
  return {
    // A near word is a slip of the pen. Any other names something that this build does not have: the rest can be served.
    severity: meant === undefined ? 'warning' : 'error',
    code: 'NAFTIKO_NO_PLUGIN',
    message: `no plugin handles the ${kind} type "${type}"${meant === undefined ? ', so this entry is left out' : ''}`,
    hint: meant ?? `this build knows ${types.join(', ')}; load another plugin with --plugin <name>`,
  }
}
