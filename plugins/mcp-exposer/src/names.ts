/** Tools are named more strictly than their arguments. */
export type NameKind = 'tool' | 'property'

/** What a name may consist of, everywhere: some clients refuse all tools of a server for one name outside of this. */
const FOREIGN: Readonly<Record<NameKind, RegExp>> = { tool: /[^A-Za-z0-9_-]/g, property: /[^A-Za-z0-9_.-]/g }
const LONGEST = 64

/**
 * A name that every client takes for each of these names, in the same order. Names that are fine already stay as they
 * are; of others that come out the same, the later ones get a number.
 */
export function cleanNames(names: readonly string[], kind: NameKind): readonly string[] {
  const cleaned = names.map((name) => clean(name, kind))
  const taken = new Set(names.filter((name, index) => name === cleaned[index]))
  return names.map((name, index) => {
    if (name === cleaned[index]) return name
    const free = firstFree(cleaned[index]!, taken)
    taken.add(free)
    return free
  })
}

function clean(name: string, kind: NameKind): string {
  const allowed = name.trim().replaceAll(FOREIGN[kind], '_')
  // `filter[name]` reads better as `filter_name` than as `filter_name_`.
  const trimmed = allowed === name ? name : allowed.replaceAll(/_{2,}/g, '_').replaceAll(/^_|_$/g, '')
  return (trimmed === '' ? kind : trimmed).slice(0, LONGEST)
}

function firstFree(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name
  for (let number = 2; ; number += 1) {
    const suffix = `_${number}`
    const candidate = name.slice(0, LONGEST - suffix.length) + suffix
    if (!taken.has(candidate)) return candidate
  }
}
