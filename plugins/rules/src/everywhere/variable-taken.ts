import { pointerTo } from '@naftiko/plugin-api'
import type { Rule } from '../rule.ts'

/** References do not say from which entry a variable comes. */
export const variableTaken: Rule = {
  type: 'variable-taken',
  code: 'NAFTIKO_VARIABLE_TAKEN',
  severity: 'warning',
  check(document, report) {
    const owners = new Map<string, string>()
    for (const entry of document.binds.filter(({ imported }) => !imported)) {
      const { namespace, keys } = entry.value
      for (const name of Object.keys(keys)) {
        const other = owners.get(name)
        if (other !== undefined)
          report(
            {
              message: `"${name}" is bound by "${other}" already, and its value here takes the place of that`,
              hint: 'rename one of the two, or remove it',
              at: pointerTo('/keys', name),
              key: true,
            },
            entry,
          )
        owners.set(name, namespace)
      }
    }
  },
}
