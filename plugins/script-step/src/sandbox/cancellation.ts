import { CancelledError, InvocationError } from '@naftiko/plugin-api'

/** What to reject with when a signal is aborted: its reason, where that says whose fault it is. */
export function cancellation(signal: AbortSignal): InvocationError {
  return InvocationError.is(signal.reason) ? signal.reason : new CancelledError()
}
