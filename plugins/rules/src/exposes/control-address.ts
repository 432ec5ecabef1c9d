import { entriesOf, textOf } from '../members.ts'
import type { Rule } from '../rule.ts'

/** It tells about the process, which is the business of those who run it. (Without authentication `open-address` says more.) */
export const controlAddress: Rule = {
  type: 'control-address',
  code: 'NAFTIKO_CONTROL_ADDRESS',
  severity: 'warning',
  check(document, report) {
    for (const { entry, value } of entriesOf(document, 'exposes', 'control')) {
      const address = textOf(value['address'])
      if (address !== undefined && value['authentication'] !== undefined && !/^(?:localhost|127\.0\.0\.1|::1)$/.test(address))
        report(
          {
            message: `the control exposer listens on "${address}", beyond this machine`,
            hint: 'write "address: 127.0.0.1"',
            at: '/address',
          },
          entry,
        )
    }
  },
}
