import type { JsonObject } from '@naftiko/plugin-api'

/** The error codes of JSON-RPC that are used here. */
export const ERROR = {
  parse: -32_700,
  invalidRequest: -32_600,
  methodNotFound: -32_601,
  invalidParams: -32_602,
  internal: -32_603,
  refused: -32_000,
} as const

/** An error that is answered as a JSON-RPC error instead of a tool result: `code`, `message` and `data` go to the client as they are. */
export class ProtocolError extends Error {
  readonly code: number
  readonly data?: JsonObject

  constructor(code: number, message: string, data?: JsonObject) {
    super(message)
    this.name = 'ProtocolError'
    this.code = code
    if (data !== undefined) this.data = data
  }
}

/** A bug of ours, without its details. */
export function internalError(traceId: string): ProtocolError {
  return new ProtocolError(ERROR.internal, 'the engine failed; the log has the details under this trace id', { traceId })
}
