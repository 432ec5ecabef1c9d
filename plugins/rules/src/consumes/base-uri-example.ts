import { entriesOf, textOf } from '../members.ts'
import type { Rule } from '../rule.ts'

/** Off unless asked for, because examples are capabilities, too. */
export const baseUriExample: Rule = {
  type: 'base-uri-example',
  code: 'NAFTIKO_BASE_URI_EXAMPLE',
  severity: 'off',
  check(document, report) {
    for (const { entry, value } of entriesOf(document, 'consumes'))
      if (/\bexample\.(?:com|org|net)\b/.test(textOf(value['baseUri']) ?? ''))
        report({ message: 'the base address is one of an example', hint: 'write the address of the API', at: '/baseUri' }, entry)
  },
}
