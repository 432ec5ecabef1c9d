import { InvocationError } from '@naftiko/plugin-api'

/** What is answered by an operation of which the document does not say what it calls. */
export function unresolved(reason: string): InvocationError {
  return new InvocationError(
    'engine',
    501,
    'NAFTIKO_CALL_UNRESOLVED',
    `this operation cannot run: ${reason}; see the diagnostics of "naftiko validate"`,
  )
}
