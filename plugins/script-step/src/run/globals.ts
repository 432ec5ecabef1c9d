import type { JsonObject, StepContext } from '@naftiko/plugin-api'
import type { ScriptSettings } from '../compile/settings.ts'
import type { Script } from '../script.ts'
import { limitError } from './errors.ts'

/**
 * What a script finds, as JSON text: `input` is what the step was given, `context` everything that is known. Where names
 * meet in `context`, results of steps hide arguments, and `with` hides both.
 */
export function globalsOf(
  context: StepContext,
  given: JsonObject | undefined,
  script: Script,
  settings: ScriptSettings,
): Readonly<Record<string, string>> {
  const all: JsonObject = { ...context.values, ...given }
  const globals = { input: JSON.stringify(given ?? context.input), context: JSON.stringify(all) }
  const tooLarge = Object.values(globals).some((json) => Buffer.byteLength(json) > settings.inputBytes)
  if (tooLarge) throw limitError('input', script, settings)
  return globals
}
