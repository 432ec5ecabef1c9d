import { entriesOf, membersOf, textOf } from '../members.ts'
import type { Rule } from '../rule.ts'

/** Whatever refers to a function shows its description. */
export const functionDescription: Rule = {
  type: 'function-description',
  code: 'NAFTIKO_FUNCTION_DESCRIPTION',
  severity: 'off',
  check(document, report) {
    for (const { entry, value, at } of entriesOf(document, 'aggregates').flatMap((aggregate) => membersOf(aggregate, 'functions')))
      if (textOf(value['description']) === undefined)
        report({ message: 'this function has no description', hint: 'add "description": what it does', at, key: true }, entry)
  },
}
