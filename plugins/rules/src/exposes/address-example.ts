import { entriesOf, textOf } from '../members.ts'
import type { Rule } from '../rule.ts'

/** Nobody can listen on an address of somebody else. */
export const addressExample: Rule = {
  type: 'address-example',
  code: 'NAFTIKO_ADDRESS_EXAMPLE',
  severity: 'hint',
  check(document, report) {
    for (const { entry, value } of entriesOf(document, 'exposes'))
      if (textOf(value['address'])?.endsWith('example.com') === true)
        report({ message: 'the address to listen on is one of an example', hint: 'write 127.0.0.1, or remove it', at: '/address' }, entry)
  },
}
