import { entriesOf, textOf } from '../members.ts'
import type { Rule } from '../rule.ts'

/** Somebody who reads the document wants to know what is called. */
export const consumesDescription: Rule = {
  type: 'consumes-description',
  code: 'NAFTIKO_CONSUMES_DESCRIPTION',
  severity: 'off',
  check(document, report) {
    for (const { entry, value, at } of entriesOf(document, 'consumes'))
      if (textOf(value['description']) === undefined)
        report({ message: 'this API has no description', hint: 'add "description": what the API is', at, key: true }, entry)
  },
}
