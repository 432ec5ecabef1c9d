import { entriesOf } from '../members.ts'
import type { Rule } from '../rule.ts'

/** Whoever starts a process may talk to it. */
export const stdioAuthentication: Rule = {
  type: 'stdio-authentication',
  code: 'NAFTIKO_STDIO_AUTHENTICATION',
  severity: 'warning',
  check(document, report) {
    for (const { entry, value } of entriesOf(document, 'exposes', 'mcp'))
      if (value['transport'] === 'stdio' && value['authentication'] !== undefined)
        report(
          {
            message: 'over standard input and output there is nobody to ask for credentials',
            hint: 'remove "authentication", or write "transport: http"',
            at: '/authentication',
            key: true,
          },
          entry,
        )
  },
}
