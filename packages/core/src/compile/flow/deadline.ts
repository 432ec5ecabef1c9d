import { InvocationError } from '@naftiko/plugin-api'

/** Runs something that may take so long, in milliseconds. Its signal is aborted when the time is up, and when the given one is. */
export async function within<T>(timeout: number, what: string, signal: AbortSignal, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const stop = AbortSignal.any([signal, controller.signal])
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new InvocationError('upstream', 504, 'NAFTIKO_TIMEOUT', `${what} took longer than ${timeout} ms`)
      controller.abort(error)
      // What was running says where it was, if it ends at once.
      setImmediate(reject, error)
    }, timeout)
  })
  try {
    const running = run(stop)
    // Whoever ran out of time must not die of what comes later.
    running.catch(() => {})
    const value = await Promise.race([running, over])
    // Whoever takes no notice of the signal is late all the same.
    const late = timeoutOf(controller.signal)
    if (late !== undefined) throw late
    return value
  } catch (error) {
    throw InvocationError.is(error) && error.fault === 'cancelled' ? (timeoutOf(controller.signal) ?? error) : error
  } finally {
    clearTimeout(timer)
  }
}

/** The error that says that the time is up, where that is why this signal was aborted. */
export function timeoutOf({ reason }: AbortSignal): InvocationError | undefined {
  return InvocationError.is(reason) && reason.fault !== 'cancelled' ? reason : undefined
}
