import { pointerTo } from '@naftiko/plugin-api'
import { entriesOf, membersOf, textOf } from '../members.ts'
import type { Rule } from '../rule.ts'

/** With and without it are two addresses; nobody remembers which one it was. */
export const restPathSlash: Rule = {
  type: 'rest-path-slash',
  code: 'NAFTIKO_REST_PATH_SLASH',
  severity: 'hint',
  check(document, report) {
    for (const { entry, value, at } of entriesOf(document, 'exposes', 'rest').flatMap((rest) => membersOf(rest, 'resources'))) {
      const path = textOf(value['path'])
      if (path !== undefined && path.length > 1 && path.endsWith('/'))
        report({ message: 'the path ends with a slash', hint: `write "${path.replace(/\/+$/, '')}"`, at: pointerTo(at, 'path') }, entry)
    }
  },
}
