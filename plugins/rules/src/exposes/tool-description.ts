import { entriesOf, isDescribed, membersOf } from '../members.ts'
import type { Rule } from '../rule.ts'

/** Models choose a tool by nothing but its name and description. */
export const toolDescription: Rule = {
  type: 'tool-description',
  code: 'NAFTIKO_TOOL_DESCRIPTION',
  severity: 'hint',
  check(document, report) {
    for (const { entry, value, at } of entriesOf(document, 'exposes', 'mcp').flatMap((mcp) => membersOf(mcp, 'tools')))
      if (!isDescribed(document, value))
        report(
          { message: 'this tool has no description', hint: 'add "description": what it does, and when to use it', at, key: true },
          entry,
        )
  },
}
