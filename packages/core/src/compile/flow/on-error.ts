import { InvocationError, isObject, type JsonValue, type StepNode } from '@naftiko/plugin-api'
import { nearest } from '../../nearest.ts'
import type { LinkTools } from '../link-tools.ts'

const WORDS = ['fail', 'continue']

/** Any text may be the result on purpose; one that is nearly a word of the setting is hardly. */
export function reportOnError(setting: JsonValue | undefined, at: string, tools: LinkTools): void {
  if (typeof setting !== 'string' || WORDS.includes(setting)) return
  const meant = nearest(setting, WORDS)
  const message = `"${setting}" is what the step results in when it fails, and nearly the word "${meant}"`
  if (meant !== undefined) tools.report({ severity: 'warning', code: 'NAFTIKO_WRONG_VALUE', message, meant, at })
}

/** `continue` and values make a step optional on purpose. Being cancelled is no failure of the step. */
export function onError(setting: JsonValue | undefined, run: StepNode): StepNode {
  if (setting === undefined || setting === 'fail') return run
  const instead = setting === 'continue' ? null : isObject(setting) && Object.keys(setting).join() === 'value' ? setting['value']! : setting
  return async (context) => {
    try {
      return await run(context)
    } catch (error) {
      if (!InvocationError.is(error) || error.fault === 'cancelled' || context.signal.aborted) throw error
      return instead
    }
  }
}
