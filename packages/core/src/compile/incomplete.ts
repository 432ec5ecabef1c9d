import { isList, isObject, type JsonObject, type JsonValue, type NodeEntry } from '@naftiko/plugin-api'
import type { CapabilityModel, Entry } from '../model/model.ts'
import type { PluginRegistry } from '../plugin/registry.ts'

/**
 * Namespaces of which it is told already that, and why, they lack something: what calls into them cannot be told from what
 * is simply not there. `*` where a whole section is missing or somebody else's.
 */
export function incompleteNamespaces(
  model: CapabilityModel,
  broken: ReadonlySet<Entry<NodeEntry>>,
  registry: PluginRegistry,
): ReadonlySet<string> {
  const consumed = model.consumes
    .filter((entry) => broken.has(entry) || registry.get('consumer', entry.value.type) === undefined || hasUnnamed(entry.value))
    .map((entry) => entry.value.namespace)
  const aggregated = model.aggregates.filter(({ value }) => value['functions'] === undefined).map(({ value }) => String(value['namespace']))
  const nameless = model.consumes.some(({ madeUp }) => madeUp === true)
  return new Set([...consumed, ...aggregated, ...model.missing, ...(nameless || hasBrokenSection(model) ? ['*'] : [])])
}

/** Binds that say no names, so that nothing can be told of those that are used. */
export function lacksBinds(model: CapabilityModel): boolean {
  return model.binds.some(({ value }) => Object.keys(value.keys).length === 0)
}

function hasUnnamed(entry: JsonObject): boolean {
  const resources = entry['resources']
  return (isList(resources) ? resources : []).some((resource) => {
    const operations = isObject(resource) ? resource['operations'] : undefined
    return (
      !isObject(resource) ||
      (operations === undefined
        ? resource['name'] !== undefined
        : !isList(operations) || operations.some((one) => !isObject(one) || one['name'] === undefined))
    )
  })
}

/** `consumes` or what is around it is something else than it should be. */
function hasBrokenSection({ document }: CapabilityModel): boolean {
  const root = document.normal.value
  const capability: JsonValue | undefined = root['capability']
  const sections = [root['consumes'], isObject(capability) ? capability['consumes'] : undefined]
  return (capability !== undefined && !isObject(capability)) || sections.some((section) => section !== undefined && !isList(section))
}
