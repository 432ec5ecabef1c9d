import { API_VERSION, type StepPlugin } from '@naftiko/plugin-api'
import { compileScript } from './compile/compile.ts'
import { type ScriptStepEntry, schema } from './entry.ts'
import type { ScriptStepOptions } from './options.ts'
import { Sandbox } from './sandbox/sandbox.ts'

export type { ScriptStepEntry } from './entry.ts'
export type { ScriptLanguage, ScriptStepOptions } from './options.ts'

/** Runs scripts in JavaScript, each in a sandbox with limits: entries of `steps` with `type: script`. */
export function scriptStep(options: ScriptStepOptions = {}): StepPlugin<ScriptStepEntry> {
  const sandbox = new Sandbox(options)
  return {
    kind: 'step',
    type: 'script',
    name: '@naftiko/script-step',
    apiVersion: API_VERSION,
    description: 'Scripts in JavaScript',
    schema,
    compile: (step, context) => compileScript(step, context, { options, sandbox }),
  }
}
