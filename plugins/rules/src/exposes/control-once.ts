import { entriesOf } from '../members.ts'
import type { Rule } from '../rule.ts'

/** Two of them would say the same of the same process. */
export const controlOnce: Rule = {
  type: 'control-once',
  code: 'NAFTIKO_CONTROL_ONCE',
  severity: 'warning',
  check(document, report) {
    for (const { entry } of entriesOf(document, 'exposes', 'control').slice(1))
      report({ message: 'a capability has one control exposer, and this is another', hint: 'remove one of the two', at: '/type' }, entry)
  },
}
