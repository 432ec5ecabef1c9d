import { pointerTo } from '@naftiko/plugin-api'
import { entriesOf, membersOf } from '../members.ts'
import type { Rule } from '../rule.ts'

/** It may have been meant by a call that says something else. */
export const unusedOperation: Rule = {
  type: 'unused-operation',
  code: 'NAFTIKO_UNUSED_OPERATION',
  severity: 'hint',
  check(document, report) {
    // A document without exposers is there to be imported.
    if (document.incomplete || document.exposes.length === 0) return
    for (const api of entriesOf(document, 'consumes')) {
      const namespace = String(api.value['namespace'])
      if (document.called.has(namespace)) continue
      for (const { entry, value, at } of membersOf(api, 'resources').flatMap((resource) => membersOf(resource, 'operations'))) {
        const name = `${namespace}.${String(value['name'])}`
        const isCalled = [...document.called].some((one) => one === name || one.startsWith(`${name} `))
        if (value['name'] !== undefined && !isCalled)
          report({ message: `nothing calls "${name}"`, hint: 'expose it, or remove it', at: pointerTo(at, 'name') }, entry)
      }
    }
  },
}
