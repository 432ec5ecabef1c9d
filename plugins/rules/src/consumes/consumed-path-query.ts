import { pointerTo } from '@naftiko/plugin-api'
import { entriesOf, membersOf, textOf } from '../members.ts'
import type { Rule } from '../rule.ts'

/** A query in the path can neither be changed nor left out by callers. */
export const consumedPathQuery: Rule = {
  type: 'consumed-path-query',
  code: 'NAFTIKO_CONSUMED_PATH_QUERY',
  severity: 'hint',
  check(document, report) {
    for (const { entry, value, at } of entriesOf(document, 'consumes').flatMap((api) => membersOf(api, 'resources')))
      if (textOf(value['path'])?.includes('?') === true)
        report(
          { message: 'the path has a query', hint: 'declare it as inputParameters with "in: query"', at: pointerTo(at, 'path') },
          entry,
        )
  },
}
