import { InvocationError, isObject, type JsonValue, type StepNode } from '@naftiko/plugin-api'

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
