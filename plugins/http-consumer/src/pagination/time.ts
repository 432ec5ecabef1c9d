import { CancelledError } from '@naftiko/plugin-api'

/** How long one call may still go on. */
export interface Clock {
  /** Milliseconds; zero when the time is up. */
  left(): number
}

export function startClock(milliseconds: number): Clock {
  const end = performance.now() + milliseconds
  return { left: () => Math.max(0, end - performance.now()) }
}

/** Runs something that may take as long as the clock has left. */
export interface Timed<T> {
  readonly value?: T
  /** The time was up first. */
  readonly isLate?: true
}

/** Aborts what it runs when the time is up, and when the given signal is. Leaves neither timer nor listener behind. */
export async function inTime<T>(clock: Clock, signal: AbortSignal, run: (signal: AbortSignal) => Promise<T>): Promise<Timed<T>> {
  const controller = new AbortController()
  const abort = (): void => controller.abort()
  if (signal.aborted) throw new CancelledError()
  let late = false
  const timer = setTimeout(() => {
    late = true
    abort()
  }, clock.left())
  signal.addEventListener('abort', abort, { once: true })
  try {
    return { value: await run(controller.signal) }
  } catch (error) {
    if (signal.aborted) throw new CancelledError()
    if (late) return { isLate: true }
    throw error
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
  }
}
