import { isList, isObject, type JsonValue, type Mapping, type OutputEntry } from '@naftiko/plugin-api'

/**
 * What later steps see of a result whose operation declares outputs: an object of the named ones; for a list, its
 * elements, each with the named ones added; or the one output without a name. An output that is the whole answer
 * (`mapping: $.`) describes it and changes nothing: the answer stays as it is, and can be had under that name, too.
 */
export function compileProjection(
  entries: readonly OutputEntry[] | undefined,
  at: string,
  compile: (entries: readonly OutputEntry[], at: string) => Mapping,
): Mapping | undefined {
  const named = (entries ?? []).filter((entry) => entry.name !== undefined && entry.name !== '')
  const unnamed = (entries ?? []).find((entry) => entry.name === undefined || entry.name === '')
  if (named.length === 0) {
    const only = unnamed === undefined ? undefined : compile([unnamed], at)
    return only === undefined || only.identity ? undefined : only
  }
  const outputs = named.map((entry) => ({ name: entry.name!, mapping: compile([entry], at) }))
  const describes = outputs.every(({ mapping }) => mapping.identity)
  const project = async (value: JsonValue): Promise<Record<string, JsonValue>> => {
    const found: [string, JsonValue][] = []
    for (const { name, mapping } of outputs) found.push([name, await mapping.apply(value)])
    return Object.fromEntries(found)
  }
  return {
    identity: false,
    apply: async (value) => {
      if (isList(value))
        return describes ? value : Promise.all(value.map(async (one) => ({ ...(isObject(one) ? one : {}), ...(await project(one)) })))
      if (!describes) return project(value)
      return isObject(value) ? { ...(await project(value)), ...value } : value
    },
  }
}
