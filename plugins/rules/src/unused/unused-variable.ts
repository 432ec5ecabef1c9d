import { pointerTo } from '@naftiko/plugin-api'
import { hasLiteralSecret } from '../everywhere/literal-secret.ts'
import type { Rule } from '../rule.ts'

/** A credential that nothing uses is asked for in vain. */
export const unusedVariable: Rule = {
  type: 'unused-variable',
  code: 'NAFTIKO_UNUSED_VARIABLE',
  severity: 'hint',
  check(document, report) {
    if (document.incomplete) return
    const unused = document.binds
      .filter(({ imported }) => !imported)
      .flatMap((entry) => Object.keys(entry.value.keys).flatMap((name) => (document.used.has(name) ? [] : [{ entry, name }])))
    // A variable that nothing uses belongs where its value is written out.
    if (unused.length === 0 || hasLiteralSecret(document)) return
    for (const { entry, name } of unused)
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
