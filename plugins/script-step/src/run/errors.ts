import { InvocationError } from '@naftiko/plugin-api'
import type { ScriptSettings } from '../compile/settings.ts'
import type { Failure, Limit } from '../sandbox/protocol.ts'
import { type Script, titleOf } from '../script.ts'

/** What each limit is called, how much it is, and who sets it. */
const LIMITS: Readonly<Record<Limit | 'input', (settings: ScriptSettings) => string>> = {
  time: ({ timeout }) => `its time limit of ${count(timeout)} ms; "timeout" under management.scripting sets it`,
  statements: ({ limits }) =>
    `its statement limit of ${count(limits.statements)} loop rounds and calls; "statementLimit" under management.scripting sets it`,
  memory: ({ limits }) => `its memory limit of ${count(limits.memoryBytes)} bytes; the option "memoryBytes" of the plugin sets it`,
  stack: ({ limits }) => `its stack limit of ${count(limits.stackBytes)} bytes: calls or values are nested too deeply`,
  output: ({ limits }) => `its output limit of ${count(limits.outputBytes)} bytes; the option "outputBytes" of the plugin sets it`,
  input: ({ inputBytes }) => `its input limit of ${count(inputBytes)} bytes; the option "inputBytes" of the plugin sets it`,
}

/** Why a script gave no answer. */
export function failureError(failure: Failure, script: Script, settings: ScriptSettings): InvocationError {
  switch (failure.reason) {
    case 'thrown':
      return failed(`${titleOf(script)} failed: ${failure.message}${placeOf(failure)}`)
    case 'result':
      return failed(`${titleOf(script)} failed: ${failure.message}`)
    case 'crashed':
      return failed(`${titleOf(script)} failed: the sandbox broke down`, new Error(failure.message))
    default:
      return limitError(failure.reason, script, settings)
  }
}

export function limitError(limit: Limit | 'input', script: Script, settings: ScriptSettings): InvocationError {
  return new InvocationError('engine', 500, 'NAFTIKO_SCRIPT_LIMIT', `${titleOf(script)} exceeded ${LIMITS[limit](settings)}`)
}

/** The script cannot run, and the document has a diagnostic that says the same. */
export function unusableError(reason: string): InvocationError {
  return new InvocationError('engine', 501, 'NAFTIKO_SCRIPT_UNUSABLE', reason)
}

export function disabledError(script: Script): InvocationError {
  const message = `${titleOf(script)} did not run, because scripts are switched off; "enabled" under management.scripting, or NAFTIKO_SCRIPTING in the environment, switches them on`
  return unusableError(message)
}

export function busyError(script: Script): InvocationError {
  const message = `${titleOf(script)} did not run, because too many scripts are waiting already; try again later`
  return new InvocationError('engine', 503, 'NAFTIKO_SCRIPT_BUSY', message)
}

function failed(message: string, cause?: Error): InvocationError {
  return new InvocationError('engine', 500, 'NAFTIKO_SCRIPT_FAILED', message, cause === undefined ? {} : { cause })
}

function placeOf({ file, line }: { readonly file?: string; readonly line?: number }): string {
  return file === undefined || line === undefined ? '' : ` (${file}, line ${line})`
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}
