import { CancelledError, InvocationError, type JsonValue, type Logger, type StepContext, type StepNode } from '@naftiko/plugin-api'
import type { ScriptSettings } from '../compile/settings.ts'
import type { ScriptStepOptions } from '../options.ts'
import type { SandboxAnswer, ScriptFile } from '../sandbox/protocol.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { type Script, titleOf } from '../script.ts'
import { busyError, disabledError, failureError } from './errors.ts'
import { globalsOf } from './globals.ts'

/** A script that is ready to run. */
export interface ReadyScript {
  readonly script: Script
  readonly settings: ScriptSettings
  readonly files: readonly ScriptFile[]
  readonly options: ScriptStepOptions
  readonly sandbox: Sandbox
  readonly log: Logger
}

/** The step of a script that cannot run. */
export function unusableNode(reason: string): StepNode {
  return async () => {
    throw new InvocationError('engine', 501, 'NAFTIKO_SCRIPT_UNUSABLE', reason)
  }
}

/** The step of a script. Its `stop` ends what runs, and the workers when no other step uses them. */
export function scriptStepNode(ready: ReadyScript): StepNode {
  const running = new Set<AbortController>()
  let release: (() => Promise<void>) | undefined
  let stopped = false
  const run = async (context: StepContext): Promise<JsonValue | undefined> => {
    if (stopped) throw new CancelledError('the host has stopped')
    release ??= ready.sandbox.hold()
    const controller = new AbortController()
    const abort = (): void => controller.abort()
    if (context.signal.aborted) abort()
    context.signal.addEventListener('abort', abort, { once: true })
    running.add(controller)
    try {
      return await runScript(ready, context, controller.signal)
    } finally {
      running.delete(controller)
      context.signal.removeEventListener('abort', abort)
    }
  }
  const stop = async (): Promise<void> => {
    stopped = true
    for (const controller of running) controller.abort()
    const end = release
    release = undefined
    await end?.()
  }
  return Object.assign(run, { stop })
}

async function runScript(ready: ReadyScript, context: StepContext, signal: AbortSignal): Promise<JsonValue | undefined> {
  const { script, settings, files, sandbox, log } = ready
  if (!isEnabled(ready)) throw disabledError(script)
  if (sandbox.pool.full) throw busyError(script)
  const fields = { script: script.file, ...(script.step === undefined ? {} : { step: script.step }) }
  const answer = await sandbox.pool.run({
    job: { files, globals: globalsOf(context, script, settings), limits: settings.limits },
    timeout: settings.timeout,
    signal,
    write: (level, text) => log.debug(text, { ...fields, console: level }),
  })
  return valueOf(answer, ready)
}

function valueOf({ json, failure }: SandboxAnswer, { script, settings, log }: ReadyScript): JsonValue | undefined {
  if (failure !== undefined) {
    if (failure.reason === 'crashed') log.error('the sandbox broke down', { script: titleOf(script), reason: failure.message })
    throw failureError(failure, script, settings)
  }
  return json === undefined ? undefined : (JSON.parse(json) as JsonValue)
}

function isEnabled({ settings, options }: ReadyScript): boolean {
  if (settings.enabled !== undefined) return settings.enabled
  const { NAFTIKO_SCRIPTING: said } = options.env ?? process.env
  return said?.toLowerCase() !== 'false'
}
