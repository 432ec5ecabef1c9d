import { isObject } from '@naftiko/plugin-api'
import { entriesOf, textOf } from '../members.ts'
import type { Rule } from '../rule.ts'

/** Tokens for a resource over plain HTTP can be read on the way. (The engine itself sees to the authorization server.) */
export const oauth2Https: Rule = {
  type: 'oauth2-https',
  code: 'NAFTIKO_OAUTH2_HTTPS',
  severity: 'warning',
  check(document, report) {
    for (const { entry, value } of entriesOf(document, 'exposes')) {
      const authentication = value['authentication']
      if (!isObject(authentication) || authentication['type'] !== 'oauth2') continue
      const resource = textOf(authentication['resource'])
      if (resource?.startsWith('http://') === true)
        report(
          {
            message: 'the "resource" of OAuth 2 is not https',
            hint: `write "${resource.replace('http:', 'https:')}"`,
            at: '/authentication/resource',
          },
          entry,
        )
    }
  },
}
