import { setTimeout as delay } from 'node:timers/promises'
import { CancelledError, type InvocationError } from '@naftiko/plugin-api'
import { isReplayable } from '../request.ts'
import type { UpstreamRequest, UpstreamResponse } from './client.ts'

/** How an attempt ended. */
export type Attempt =
  | { readonly response: UpstreamResponse }
  /** `harmless`: the upstream cannot have acted on the request, or acts on it twice as it does once. */
  | { readonly error: InvocationError; readonly harmless: boolean }

/** Repeating these changes nothing more, so a request may be sent again when nobody can have answered the first. */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])
const NEVER_CONNECTED: ReadonlySet<string> = new Set(['ECONNREFUSED', 'EAI_AGAIN'])
const DROPPED: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE'])
const RETRY_DELAY_MS = 50

/** Sends, and once more where that cannot do harm. */
export async function sendAgain(
  request: UpstreamRequest,
  attempt: (request: UpstreamRequest) => Promise<Attempt>,
): Promise<UpstreamResponse> {
  const first = await attempt(request)
  if ('response' in first) return first.response
  if (!first.harmless || !isReplayable(request.body)) throw first.error
  await delay(RETRY_DELAY_MS)
  if (request.signal.aborted) throw new CancelledError()
  const second = await attempt(request)
  if ('response' in second) return second.response
  throw second.error
}

/** Whether a request that failed with this code can be sent again. `reused`: the connection had answered before, and may have been closed meanwhile. */
export function isHarmless(code: string, method: string, reused: boolean): boolean {
  return NEVER_CONNECTED.has(code) || (DROPPED.has(code) && reused && IDEMPOTENT.has(method))
}
