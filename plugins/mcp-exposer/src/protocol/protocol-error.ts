import { emptyObject, type JsonObject } from '@naftiko/plugin-api'

/** The error codes of JSON-RPC and of the protocol that are used here. */
export const ERROR = {
  parse: -32_700,
  invalidRequest: -32_600,
  methodNotFound: -32_601,
  invalidParams: -32_602,
  internal: -32_603,
  /** A revision that is not spoken, in the revisions with a handshake. */
  refused: -32_000,
  /** In the revisions with a handshake; later ones say `invalidParams`. */
  resourceNotFound: -32_002,
} as const

/** An id by which a client recognises the answer to its request. */
export type RequestId = string | number

export interface ProtocolErrorOptions {
  readonly data?: JsonObject
  /** The request that it answers, where that is known at the throw. */
  readonly id?: RequestId
  /** HTTP status of the answer. Absent: 400 for what is no proper request, 200 for a request that failed. */
  readonly status?: number
}

/** An error that is answered as a JSON-RPC error instead of a result: `code`, `message` and `data` go to the client as they are. */
export class ProtocolError extends Error {
  readonly code: number
  readonly data: JsonObject | undefined
  readonly id: RequestId | undefined
  readonly status: number | undefined

  constructor(code: number, message: string, options: ProtocolErrorOptions = {}) {
    super(message)
    this.name = 'ProtocolError'
    this.code = code
    this.data = options.data
    this.id = options.id
    this.status = options.status
  }
}

/** A bug of ours, without its details. */
export function internalError(traceId: string): ProtocolError {
  const data = emptyObject()
  data['traceId'] = traceId
  return new ProtocolError(ERROR.internal, 'the engine failed; the log has the details under this trace id', { data })
}

export function invalidParams(message: string, data?: JsonObject): ProtocolError {
  return new ProtocolError(ERROR.invalidParams, message, data === undefined ? {} : { data })
}
