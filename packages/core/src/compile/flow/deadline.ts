import { CancelledError, InvocationError } from '@naftiko/plugin-api'

/** Runs something that may take so long, in milliseconds. Its signal is aborted when the time is up, and when the given one is. */
export async function within<T>(timeout: number, what: string, signal: AbortSignal, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const stop = AbortSignal.any([signal, controller.signal])
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new InvocationError('upstream', 504, 'NAFTIKO_TIMEOUT', `${what} took longer than ${timeout} ms`)
      controller.abort(error)
      reject(error)
    }, timeout)
  })
  try {
    const running = run(stop)
    // Whoever ran out of time must not die of what comes later.
    running.catch(() => {})
    return await Promise.race([running, over])
  } finally {
    clearTimeout(timer)
  }
}

/** Waits so long, in milliseconds. Rejects as soon as the signal is aborted. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new CancelledError())
    const abort = (): void => {
      clearTimeout(timer)
      reject(new CancelledError())
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort)
      resolve()
    }, milliseconds)
    signal.addEventListener('abort', abort, { once: true })
  })
}
