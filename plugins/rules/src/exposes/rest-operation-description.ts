import { entriesOf, membersOf, textOf } from '../members.ts'
import type { Rule } from '../rule.ts'

/** Off unless asked for: the resource mostly says enough. */
export const restOperationDescription: Rule = {
  type: 'rest-operation-description',
  code: 'NAFTIKO_OPERATION_DESCRIPTION',
  severity: 'off',
  check(document, report) {
    for (const { entry, value, at } of entriesOf(document, 'exposes', 'rest')
      .flatMap((rest) => membersOf(rest, 'resources'))
      .flatMap((resource) => membersOf(resource, 'operations')))
      if (textOf(value['description']) === undefined)
        report({ message: 'this operation has no description', hint: 'add "description": what it does', at, key: true }, entry)
  },
}
