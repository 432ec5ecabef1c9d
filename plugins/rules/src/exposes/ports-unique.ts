import type { RuleNode } from '@naftiko/plugin-api'
import type { Rule } from '../rule.ts'

function isListening({ value }: RuleNode): boolean {
  return typeof value['port'] === 'number' && value['port'] !== 0 && value['transport'] !== 'stdio'
}

/** Two exposers of one process cannot listen on one port. */
export const portsUnique: Rule = {
  type: 'ports-unique',
  code: 'NAFTIKO_PORT_CONFLICT',
  severity: 'warning',
  check(document, report) {
    const taken = new Map<number, string>()
    for (const { value } of document.exposes.filter(isListening)) {
      const port = value['port'] as number
      const other = taken.get(port)
      const entry = document.exposes.find((one) => one.value === value)
      const hint = `change one of them, or start with --any-port or --gateway`
      if (other !== undefined && entry !== undefined)
        report({ message: `port ${port} is already that of "${other}"`, hint, at: '/port' }, entry)
      else taken.set(port, value.namespace)
    }
  },
}
