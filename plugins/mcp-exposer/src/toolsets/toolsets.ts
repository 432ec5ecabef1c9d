import type { LinkContext } from '@naftiko/plugin-api'
import type { ToolsetsEntry } from '../entry/toolset-entry.ts'
import type { Tool } from '../tools/tool.ts'

/** The sets of one exposer: name → its tools. */
export type Toolsets = ReadonlyMap<string, ReadonlySet<Tool>>

/** A name must pass as it is through a header and a path. */
const NAME = /^[\w.~-]+$/

/** Finds the tools of each set, by tag or by name. Reports what names none. */
export function compileToolsets(entry: ToolsetsEntry | undefined, tools: readonly Tool[], report: LinkContext['report']): Toolsets {
  const sets = new Map<string, ReadonlySet<Tool>>()
  for (const [name, members] of Object.entries(entry ?? {})) {
    const at = `/toolsets/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (NAME.test(name)) sets.set(name, toolsOf(members, tools, at, report))
    else
      report({
        code: 'NAFTIKO_TOOLSET_NAME',
        message: `no client could ask for a toolset "${name}"`,
        hint: 'use letters, digits and any of . _ ~ -',
        at,
        key: true,
      })
  }
  return sets
}

function toolsOf(members: readonly string[], tools: readonly Tool[], at: string, report: LinkContext['report']): ReadonlySet<Tool> {
  const chosen = new Set<Tool>()
  for (const [index, member] of members.entries()) {
    const meant = tools.filter(
      ({ tags, definition, operation }) => tags.includes(member) || definition.name === member || operation.name === member,
    )
    for (const tool of meant) chosen.add(tool)
    if (meant.length === 0)
      report({
        severity: 'warning',
        code: 'NAFTIKO_TOOLSET_MEMBER',
        message: `no tool is called "${member}" or has that tag, so it adds nothing`,
        hint: 'a set is made of tags and names of tools of the same exposer',
        at: `${at}/${index}`,
      })
  }
  return chosen
}
