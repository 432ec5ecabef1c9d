import { type InvocationError, type Outcome, UpstreamError } from '@naftiko/plugin-api'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { write, writeJson, writeLine } from '../output.ts'
import { printable } from '../report/printable.ts'

/** Writes the result: a value as JSON, a stream as it arrives. Rejects when the stream breaks off. */
export async function writeOutcome(io: Io, outcome: Outcome): Promise<void> {
  if (outcome.kind === 'value') {
    await writeJson(io.stdout, outcome.value)
    return
  }
  for await (const chunk of outcome.chunks) {
    // Leaving the loop cancels the call: nobody reads its result any more.
    if (!(await write(io.stdout, chunk))) return
  }
}

/** Says on stderr how the call failed. An answer of the upstream is shown as it came, whatever it is. */
export async function reportFailure(io: Io, error: InvocationError, operation: string): Promise<ExitCode> {
  await writeLine(io.stderr, `naftiko call: ${operation}: ${printable(error.message)} [${error.code}]`)
  if (UpstreamError.is(error) && error.body.length > 0) await writeLine(io.stderr, body(error))
  return EXIT.failed
}

function body(error: UpstreamError): string {
  return error.text().trimEnd().split(/\r?\n/).map(printable).join('\n')
}
