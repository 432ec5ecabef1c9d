import { causeOf, unreachableReason, UnavailableError } from '@naftiko/plugin-api'

/** How messages call an upstream: its namespace, and host and port without anything that could be secret. */
export interface UpstreamName {
  readonly namespace: string
  readonly host: string
}

/** An error of an HTTP client, as far as it is read. */
export interface Failed extends Partial<Error> {
  readonly code?: string | undefined
  /** The phase that took too long. */
  readonly event?: string | undefined
}

const PHASES: Readonly<Record<string, string>> = {
  lookup: 'could not be connected to in time',
  connect: 'could not be connected to in time',
  secureConnect: 'could not be connected to in time',
  response: 'took too long to begin its answer',
  request: 'took too long for the whole exchange',
}

/**
 * What went wrong before an answer came, as an error of our own. The error of the HTTP client is never the cause: it
 * carries the request with its credential. Only its code goes on.
 */
export function failureOf(error: Failed, upstream: UpstreamName): UnavailableError {
  const code = error.code ?? ''
  const who = `"${upstream.namespace}" (${upstream.host})`
  if (code === 'ETIMEDOUT')
    return new UnavailableError(
      'NAFTIKO_UPSTREAM_TIMEOUT',
      `${who} ${PHASES[error.event ?? 'connect'] ?? PHASES['connect']!}`,
      causeOf(code),
    )
  if (code.startsWith('HPE_'))
    return new UnavailableError('NAFTIKO_UPSTREAM_INVALID', `${who} answers something that is not HTTP`, causeOf(code))
  const reason =
    unreachableReason(code) ??
    (code === '' || code === 'ERR_GOT_REQUEST_ERROR' ? 'it closed the connection before it answered' : `the connection failed (${code})`)
  return new UnavailableError('NAFTIKO_UPSTREAM_UNREACHABLE', `${who} could not be reached: ${reason}`, causeOf(code))
}

/** What went wrong in the middle of an answer. */
export function interruptionOf(error: Failed, upstream: UpstreamName): UnavailableError {
  const code = error.code ?? ''
  const who = `"${upstream.namespace}" (${upstream.host})`
  if (code === 'ETIMEDOUT') return new UnavailableError('NAFTIKO_UPSTREAM_TIMEOUT', `${who} ${PHASES['request']!}`, causeOf(code))
  if (code.startsWith('HPE_'))
    return new UnavailableError(
      'NAFTIKO_UPSTREAM_INVALID',
      `${who} sends something that is not HTTP in the middle of its answer`,
      causeOf(code),
    )
  return new UnavailableError('NAFTIKO_UPSTREAM_CUT', `${who} broke off in the middle of its answer`, causeOf(code))
}

export function idleTimeout(upstream: UpstreamName): UnavailableError {
  return new UnavailableError(
    'NAFTIKO_UPSTREAM_TIMEOUT',
    `"${upstream.namespace}" (${upstream.host}) fell silent in the middle of its answer`,
  )
}
