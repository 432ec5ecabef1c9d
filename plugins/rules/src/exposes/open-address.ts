import { entriesOf, textOf } from '../members.ts'
import type { Rule } from '../rule.ts'

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|::1|\[::1\]|\{\{.*)$/

/** What an exposer can do with its own credentials, any caller of it can. */
export const openAddress: Rule = {
  type: 'open-address',
  code: 'NAFTIKO_OPEN_ADDRESS',
  severity: 'warning',
  check(document, report) {
    for (const { entry, value } of entriesOf(document, 'exposes')) {
      const address = textOf(value['address'])
      if (address === undefined || LOOPBACK.test(address) || value['authentication'] !== undefined || value['transport'] === 'stdio')
        continue
      const hint = 'add "authentication", or write "address: 127.0.0.1"'
      report({ message: `everybody who reaches "${address}" may call this exposer, without any credential`, hint, at: '/address' }, entry)
    }
  },
}
