import { ProtocolError, SdkErrorCode, SdkHttpError } from '@modelcontextprotocol/client'
import { causeOf, unreachableReason, InvocationError, isObject, UnavailableError } from '@naftiko/plugin-api'
import { serverError } from '../result/outcome.ts'
import { jsonOf } from '../result/piece.ts'
import type { ServerName } from './connection.ts'

/** What is there only for processes, and in the words of undici. */
const MORE_REASONS: Readonly<Record<string, string>> = {
  UND_ERR_SOCKET: 'it closed the connection before it answered',
  ENOENT: 'there is no such program, or not in its folder',
  EACCES: 'the program may not be run',
}

function reasonOf(code: string): string | undefined {
  return unreachableReason(code) ?? MORE_REASONS[code]
}

const BROKEN: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', SdkErrorCode.ConnectionClosed])

const TIMEOUTS: ReadonlySet<string> = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])

/** Codes of the library for answers that are no MCP, or none that a client without a human can go on with. */
const INVALID: ReadonlySet<string> = new Set([
  SdkErrorCode.InvalidResult,
  SdkErrorCode.UnsupportedResultType,
  SdkErrorCode.InputRequiredRoundsExceeded,
  SdkErrorCode.CapabilityNotSupported,
  SdkErrorCode.ClientHttpUnexpectedContent,
])

/** Calls are blamed on the operation, everything before them on the server. */
export interface FailureOf {
  readonly name: ServerName
  /** The operation that was called; absent while the connection is made. */
  readonly operation?: string
}

/**
 * What went wrong, as an error of our own. The error of a library is never the cause: nobody knows what it carries. Only
 * its code goes on, and what the server itself said.
 */
export function failureOf(error: unknown, { name, operation }: FailureOf): InvocationError {
  const own = ownFailure(error)
  if (own !== undefined) return own
  const who = `"${name.namespace}" (${name.place})`
  const status = statusOf(error)
  if (status !== undefined) return serverError(operation ?? name.namespace, httpWords(error, status, who), status)
  if (error instanceof ProtocolError) return serverError(operation ?? name.namespace, `${error.message} (JSON-RPC ${error.code})`)
  const code = codeOf(error)
  if (code === SdkErrorCode.RequestTimeout || TIMEOUTS.has(code))
    return new UnavailableError(
      'NAFTIKO_UPSTREAM_TIMEOUT',
      operation === undefined ? `${who} did not introduce itself in time` : `${who} took too long to answer`,
      causeOf(code),
    )
  if (isInvalid(error))
    return new UnavailableError(
      'NAFTIKO_UPSTREAM_INVALID',
      `${who} answers something that is not MCP, or asks for what nobody can give`,
      causeOf(code),
    )
  if (operation !== undefined && (BROKEN.has(code) || reasonOf(code) === undefined))
    return new UnavailableError('NAFTIKO_UPSTREAM_CUT', `${who} broke off before it answered`, causeOf(code))
  const reason = reasonOf(code) ?? 'it ended the connection before it introduced itself'
  return new UnavailableError('NAFTIKO_UPSTREAM_UNREACHABLE', `${who} could not be reached: ${reason}`, causeOf(code))
}

/** Ours travel through the library as they are, or as data of one of its own. No message of a server can be one: it is JSON. */
function ownFailure(error: unknown): InvocationError | undefined {
  for (const one of chainOf(error)) {
    if (InvocationError.is(one)) return one
    const data = (one as { data?: { failure?: unknown } }).data
    if (InvocationError.is(data?.failure)) return data.failure
  }
  return undefined
}

/** An error and its causes, the outermost first. Some of the library keep the cause under `data`. */
function chainOf(error: unknown): readonly object[] {
  const chain: object[] = []
  for (let one = error; typeof one === 'object' && one !== null && chain.length < 8;) {
    chain.push(one)
    const { cause, data } = one as { cause?: unknown; data?: { cause?: unknown; error?: unknown } }
    one = cause ?? data?.cause ?? data?.error
  }
  return chain
}

/** The status of an HTTP answer that is no message. */
export function statusOf(error: unknown): number | undefined {
  for (const one of chainOf(error)) {
    const status = one instanceof SdkHttpError ? one.status : undefined
    if (typeof status === 'number' && status >= 400 && status < 600) return status
  }
  return undefined
}

/** What the body of such an answer says; of a JSON-RPC error only its message. */
function httpWords(error: unknown, status: number, who: string): string {
  const bodies = chainOf(error).flatMap((one) => (one instanceof SdkHttpError ? [one.data['text']] : []))
  const body = bodies.find((text): text is string => typeof text === 'string' && text.trim() !== '')
  if (body === undefined) return `${who} answers with status ${status}`
  const said = jsonOf(body)
  const message = isObject(said) && isObject(said['error']) ? said['error']['message'] : undefined
  return typeof message === 'string' ? message : body
}

/** The most telling code: that of the network or the system, else that of the library. */
function codeOf(error: unknown): string {
  const codes = chainOf(error).flatMap((one) => ('code' in one && typeof one.code === 'string' ? [one.code] : []))
  return codes.find((code) => reasonOf(code) !== undefined || TIMEOUTS.has(code)) ?? codes[0] ?? ''
}

function isInvalid(error: unknown): boolean {
  return chainOf(error).some(
    (one) => ('code' in one && INVALID.has(String(one.code))) || one instanceof SyntaxError || ('name' in one && one.name === 'ZodError'),
  )
}

/** Whether the connection broke under a request. */
export function isBroken(error: unknown): boolean {
  return chainOf(error).some((one) => 'code' in one && typeof one.code === 'string' && BROKEN.has(one.code))
}
