import { pause, retryAfter, UpstreamError } from '@naftiko/plugin-api'
import type { Clock } from './time.ts'

/** Answers that say "not now". */
const PASSING: ReadonlySet<number> = new Set([429, 503])
const MOST_ATTEMPTS = 4
const FIRST_WAIT = 500
/** An API that asks for more is not waited for. */
const LONGEST_WAIT = 30_000

/**
 * Asks again while the API says "not now": a few times, as late as it asks for, else after a time that doubles. When the
 * wait would be longer than that or than the time left, its answer is the error that it is.
 */
export async function patiently<T>(clock: Clock, signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask()
    } catch (error) {
      if (!UpstreamError.is(error) || !PASSING.has(error.status) || attempt === MOST_ATTEMPTS) throw error
      const time = retryAfter(error.metadata) ?? FIRST_WAIT * 2 ** (attempt - 1)
      if (time > LONGEST_WAIT || time >= clock.left()) throw error
      await pause(time, signal)
    }
  }
}
