import type { Diagnostic } from '@naftiko/plugin-api'

/** Errors of single operations, which answer with that error while the rest of the document can be served. */
const OF_OPERATIONS: ReadonlySet<string> = new Set([
  'NAFTIKO_UNKNOWN_OPERATION',
  'NAFTIKO_FORWARD_TARGET',
  'NAFTIKO_UNKNOWN_FUNCTION',
  'NAFTIKO_FUNCTION_CYCLE',
  'NAFTIKO_STEP_INVALID',
  'NAFTIKO_STEP_TYPE_UNKNOWN',
])

/** Values that are left out of an entry because they cannot be read. */
const LEFT_OUT: ReadonlySet<string> = new Set(['NAFTIKO_WRONG_TYPE', 'NAFTIKO_WRONG_VALUE', 'NAFTIKO_MISSING_KEY'])

/** A door without the lock that the document asks for is worse than none, and another method than the one that was meant does another thing. */
const SAFETY = /\/(?:authentication|auth|address|method|path)(?:\/|$)/
/** A place below a single operation, tool or skill. What is wrong with an entry as a whole is wrong with all that it serves. */
const BELOW_OPERATION = /^(?:\/capability)?\/(?:consumes|exposes)\/[^/]+\/(?:resources|tools|prompts|skills|groups)\/[^/]+\/|^\/info\//

/** Whether the rest of a document can be served in spite of this. */
export function isServedAnyway({ code, pointer }: Diagnostic): boolean {
  return OF_OPERATIONS.has(code) || (LEFT_OUT.has(code) && BELOW_OPERATION.test(pointer) && !SAFETY.test(pointer))
}
