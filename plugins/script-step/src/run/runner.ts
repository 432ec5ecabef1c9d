import {
  CancelledError,
  type CompiledStep,
  isObject,
  type JsonValue,
  type Logger,
  type StepContext,
  type StepValue,
} from '@naftiko/plugin-api'
import { Unusable } from '../compile/finding.ts'
import type { ScriptSettings } from '../compile/settings.ts'
import type { ScriptStepOptions } from '../options.ts'
import type { SandboxAnswer, ScriptFile } from '../sandbox/protocol.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { type Script, titleOf } from '../script.ts'
import { busyError, disabledError, failureError, unusableError } from './errors.ts'
import { globalsOf } from './globals.ts'

/** A script after its step was understood. Its files may still be on their way. */
export interface ReadyScript {
  readonly script: Script
  readonly settings: ScriptSettings
  readonly files: Promise<readonly ScriptFile[] | Unusable>
  /** The values of `with`, where the step has it. */
  readonly values?: StepValue
  readonly options: ScriptStepOptions
  readonly sandbox: Sandbox
  readonly log: Logger
}

/** Runs a script. `stop` ends what runs, and the workers when no other step uses them. */
export function runnerOf(ready: ReadyScript): Required<Pick<CompiledStep, 'run' | 'stop'>> {
  const running = new Set<AbortController>()
  let release: (() => Promise<void>) | undefined
  let stopped = false
  return {
    async run(context) {
      if (stopped) throw hostStopped()
      release ??= ready.sandbox.hold()
      const controller = new AbortController()
      const abort = (): void => controller.abort(context.signal.reason)
      if (context.signal.aborted) abort()
      context.signal.addEventListener('abort', abort, { once: true })
      running.add(controller)
      try {
        return await runScript(ready, context, controller.signal)
      } finally {
        running.delete(controller)
        context.signal.removeEventListener('abort', abort)
      }
    },
    async stop() {
      stopped = true
      for (const controller of running) controller.abort(hostStopped())
      const end = release
      release = undefined
      await end?.()
    },
  }
}

function hostStopped(): CancelledError {
  return new CancelledError('the host has stopped')
}

async function runScript(ready: ReadyScript, context: StepContext, signal: AbortSignal): Promise<JsonValue> {
  const { script, settings, sandbox, log } = ready
  const files = await ready.files
  if (files instanceof Unusable) throw unusableError(files.sentence)
  if (!isEnabled(ready)) throw disabledError(script)
  const given = await ready.values?.(context)
  if (sandbox.pool.full) throw busyError(script)
  const answer = await sandbox.pool.run({
    job: { files, globals: globalsOf(context, isObject(given) ? given : undefined, script, settings), limits: settings.limits },
    timeout: settings.timeout,
    signal,
    write: (level, text) => log.debug(text, { script: script.file, step: script.step, console: level }),
  })
  return valueOf(answer, ready)
}

/** A script that leaves no result has none: null, as for any step. */
function valueOf({ json, failure }: SandboxAnswer, { script, settings, log }: ReadyScript): JsonValue {
  if (failure !== undefined) {
    if (failure.reason === 'crashed') log.error('the sandbox broke down', { script: titleOf(script), reason: failure.message })
    throw failureError(failure, script, settings)
  }
  return json === undefined ? null : (JSON.parse(json) as JsonValue)
}

function isEnabled({ settings, options }: ReadyScript): boolean {
  if (settings.enabled !== undefined) return settings.enabled
  const { NAFTIKO_SCRIPTING: said } = options.env ?? process.env
  return said?.toLowerCase() !== 'false'
}
