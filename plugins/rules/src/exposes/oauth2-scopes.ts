import { isObject } from '@naftiko/plugin-api'
import { entriesOf } from '../members.ts'
import type { Rule } from '../rule.ts'

/** A token that was given for something else should not do. */
export const oauth2Scopes: Rule = {
  type: 'oauth2-scopes',
  code: 'NAFTIKO_OAUTH2_SCOPES',
  severity: 'hint',
  check(document, report) {
    for (const { entry, value } of entriesOf(document, 'exposes')) {
      const authentication = value['authentication']
      if (isObject(authentication) && authentication['type'] === 'oauth2' && authentication['scopes'] === undefined)
        report(
          {
            message: 'no scopes are asked for, so any token of the authorization server opens this exposer',
            hint: 'add "scopes"',
            at: '/authentication',
            key: true,
          },
          entry,
        )
    }
  },
}
