import { pointerTo } from '@naftiko/plugin-api'
import { entriesOf, membersOf, textOf } from '../members.ts'
import type { Rule } from '../rule.ts'

/** A query in the path tells routes apart, which clients hardly expect. */
export const restPathQuery: Rule = {
  type: 'rest-path-query',
  code: 'NAFTIKO_REST_PATH_QUERY',
  severity: 'hint',
  check(document, report) {
    for (const { entry, value, at } of entriesOf(document, 'exposes', 'rest').flatMap((rest) => membersOf(rest, 'resources')))
      if (textOf(value['path'])?.includes('?') === true)
        report(
          {
            message: 'the path has a query, so it is served only with exactly that',
            hint: 'declare it as inputParameters with "in: query"',
            at: pointerTo(at, 'path'),
          },
          entry,
        )
  },
}
