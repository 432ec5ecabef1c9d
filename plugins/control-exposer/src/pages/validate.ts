import type { Diagnostic, HostView, JsonObject } from '@naftiko/plugin-api'
import { json, type Page } from '../http/page.ts'

/** Says what would become of the document as it is now. Requests that come meanwhile get the same answer. */
export function validatePage(host: HostView): Page {
  let underway: Promise<readonly Diagnostic[]> | undefined
  return {
    method: 'POST',
    path: '/config/validate',
    answer: async () => {
      underway ??= host.validate().finally(() => {
        underway = undefined
      })
      const diagnostics = await underway
      return json({ valid: !diagnostics.some(({ severity }) => severity === 'error'), diagnostics: diagnostics.map(shown) })
    },
  }
}

function shown({ severity, code, message, hint, file, line, column, pointer }: Diagnostic): JsonObject {
  return { severity, code, message, ...(hint === undefined ? {} : { hint }), file, line, column, pointer }
}
