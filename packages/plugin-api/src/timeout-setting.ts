import type { CompileContext } from './compile.ts'
import { isDuration, parseDuration } from './duration.ts'

/** A time limit of `timeouts` in milliseconds. One that is no time at all is reported, and counts as not given. */
export function timeoutSetting(
  name: string,
  given: number | string | undefined,
  context: Pick<CompileContext, 'report'>,
): number | undefined {
  const parsed = given === undefined ? undefined : parseDuration(given)
  // Other texts are found by the schema.
  if (given !== undefined && parsed === undefined && isDuration(given)) {
    context.report({
      severity: 'warning',
      code: 'NAFTIKO_WRONG_FORM',
      message: `"${String(given)}" is no time at all, so the usual one holds`,
      hint: 'write a long one, such as 24h, where nothing should end the wait',
      at: `/timeouts/${name}`,
    })
  }
  return parsed
}
