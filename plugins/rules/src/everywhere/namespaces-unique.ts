import type { Rule } from '../rule.ts'

/** References say a namespace, and not in which section it is. */
export const namespacesUnique: Rule = {
  type: 'namespaces-unique',
  code: 'NAFTIKO_NAMESPACES_UNIQUE',
  severity: 'hint',
  check(document, report) {
    const taken = new Map<string, string>()
    for (const section of ['consumes', 'exposes', 'binds'] as const)
      for (const entry of document[section]) {
        const { namespace } = entry.value
        const other = taken.get(namespace)
        if (other !== undefined && other !== section)
          report(
            { message: `the namespace "${namespace}" is also one of "${other}"`, hint: 'rename one of the two', at: '/namespace' },
            entry,
          )
        else taken.set(namespace, section)
      }
  },
}
