import { NaftikoError } from '@naftiko/plugin-api'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { printable } from './report/printable.ts'
import { UsageError } from './usage-error.ts'

/** How a command ended that could not do what it was asked. */
export interface Failure {
  readonly exitCode: ExitCode
  readonly text: string
}

/** What another process, or another part of this one, has explained already. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.text)
    this.failure = failure
  }
}

/** Errors whose cause is on the command line, although only the engine could notice. */
const USAGE_CODES: ReadonlySet<string> = new Set([
  'NAFTIKO_OPTION_UNKNOWN',
  'NAFTIKO_PLUGIN_UNLOADABLE',
  'NAFTIKO_PLUGIN_SHAPE',
  'NAFTIKO_PLUGIN_API',
  'NAFTIKO_PLUGIN_DUPLICATE',
])

/** Errors whose cause is in a document. */
const DOCUMENT_CODES: ReadonlySet<string> = new Set(['NAFTIKO_OPENAPI_UNREADABLE', 'NAFTIKO_FILE_UNREADABLE', 'NAFTIKO_FILE_TOO_LARGE'])

/** An error as an exit code and a text for people. What is not one of our own errors shows its stack: it is a bug, here or in a plugin. */
export function explainFailure(error: unknown, command: string | undefined): Failure {
  const program = command === undefined ? 'naftiko' : `naftiko ${command}`
  if (error instanceof Refusal) return error.failure
  if (error instanceof UsageError) {
    return { exitCode: EXIT.usage, text: `${program}: ${lines(error.message)}\n${program} --help shows how it is used` }
  }
  if (NaftikoError.is(error)) {
    const exitCode = USAGE_CODES.has(error.code) ? EXIT.usage : DOCUMENT_CODES.has(error.code) ? EXIT.badDocument : EXIT.failed
    return { exitCode, text: `${program}: ${printable(error.message)} [${error.code}]` }
  }
  return { exitCode: EXIT.failed, text: `${program}: unexpected error: ${stackOf(error)}` }
}

function stackOf(error: unknown): string {
  return lines(error instanceof Error ? (error.stack ?? error.message) : String(error))
}

function lines(text: string): string {
  return text.split('\n').map(printable).join('\n')
}
