import { type Fault, type InvocationError, type JsonObject, UpstreamError } from '@naftiko/plugin-api'
import { ERROR, ProtocolError } from '../protocol/protocol-error.ts'

const CODES: Readonly<Record<Fault, number>> = {
  caller: ERROR.invalidParams,
  upstream: ERROR.internal,
  engine: ERROR.internal,
  cancelled: ERROR.internal,
}

const LONGEST_WORDS = 2000

/** Nothing is at this address. Its code depends on the revision of the protocol. */
export class ResourceNotFound extends ProtocolError {
  readonly uri: string

  constructor(uri: string) {
    super(ERROR.invalidParams, `there is no resource "${uri}"`, { data: { uri } })
    this.uri = uri
  }
}

/** Why a resource could not be read. An error of the upstream is never served as content. */
export function toReadError(error: InvocationError, uri: string): ProtocolError {
  if (!UpstreamError.is(error)) return new ProtocolError(CODES[error.fault], error.message, { data: { uri } })
  if (error.status === 404 || error.status === 410) return new ResourceNotFound(uri)
  const data: JsonObject = { uri, status: error.status, upstream: error.text().slice(0, LONGEST_WORDS) }
  return new ProtocolError(ERROR.internal, error.message, { data })
}
