import { pointerTo } from '@naftiko/plugin-api'
import { callersOf, membersOf, textOf } from '../members.ts'
import type { Rule } from '../rule.ts'

/** Results of steps are referred to by their names. */
export const stepsNamePattern: Rule = {
  type: 'steps-name-pattern',
  code: 'NAFTIKO_STEP_NAME_FORM',
  severity: 'hint',
  check(document, report) {
    for (const { entry, value, at } of callersOf(document).flatMap((caller) => membersOf(caller, 'steps'))) {
      const name = textOf(value['name'])
      if (name !== undefined && !/^[\w-]+$/.test(name))
        report(
          {
            message: `the name of the step "${name}" has other characters than letters, digits, _ and -`,
            hint: 'references to it need brackets and quotes; rename it',
            at: pointerTo(at, 'name'),
          },
          entry,
        )
    }
  },
}
