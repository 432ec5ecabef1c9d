import { entriesOf, membersOf } from '../members.ts'
import type { Rule } from '../rule.ts'

/** Whoever forgot it may have meant to change something. */
export const methodMissing: Rule = {
  type: 'method-missing',
  code: 'NAFTIKO_METHOD_MISSING',
  severity: 'hint',
  check(document, report) {
    const entries = [...entriesOf(document, 'consumes', 'http'), ...entriesOf(document, 'exposes', 'rest')]
    for (const operation of entries.flatMap((api) => membersOf(api, 'resources')).flatMap((resource) => membersOf(resource, 'operations')))
      if (operation.value['method'] === undefined)
        report(
          {
            message: 'the operation has no method, so it is GET',
            hint: 'add "method: GET", or the method that is meant',
            at: operation.at,
            key: true,
          },
          operation.entry,
        )
  },
}
