import { pointerTo } from '@naftiko/plugin-api'
import { hasLiteralSecret } from '../everywhere/literal-secret.ts'
import type { Rule } from '../rule.ts'

/** A credential that nothing uses is asked for in vain. */
export const unusedVariable: Rule = {
  type: 'unused-variable',
  code: 'NAFTIKO_UNUSED_VARIABLE',
  severity: 'hint',
  check(document, report) {
    // A variable that nothing uses belongs where its value is written out.
    if (document.incomplete || hasLiteralSecret(document)) return
    for (const entry of document.binds.filter(({ imported }) => !imported))
      for (const name of Object.keys(entry.value.keys))
        if (!document.used.has(name))
          report(
            {
              message: `nothing uses the variable "${name}"`,
              hint: `remove it, or write "{{${name}}}" where it belongs`,
              at: pointerTo('/keys', name),
              key: true,
            },
            entry,
          )
  },
}
