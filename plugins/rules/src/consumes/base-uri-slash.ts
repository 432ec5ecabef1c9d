import { entriesOf, textOf } from '../members.ts'
import type { Rule } from '../rule.ts'

/** Two slashes in the middle of an address are another address for many servers. */
export const baseUriSlash: Rule = {
  type: 'base-uri-slash',
  code: 'NAFTIKO_BASE_URI_SLASH',
  severity: 'hint',
  check(document, report) {
    for (const { entry, value } of entriesOf(document, 'consumes')) {
      const uri = textOf(value['baseUri'])
      if (uri?.endsWith('/') === true)
        report(
          {
            message: 'the base address ends with a slash, and paths begin with one',
            hint: `write "${uri.replace(/\/+$/, '')}"`,
            at: '/baseUri',
          },
          entry,
        )
    }
  },
}
