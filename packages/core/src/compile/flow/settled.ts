import { InvocationError } from '@naftiko/plugin-api'

/**
 * The results of what ran side by side, where the first failure stops the rest: all of them, or that failure. Those that
 * it stopped are only cancelled.
 *
 * @throws whatever the first that was not cancelled threw
 */
export async function allOrCause<T>(running: readonly Promise<T>[]): Promise<readonly T[]> {
  const outcomes = await Promise.allSettled(running)
  const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []))
  const cause = failures.find((error) => !(InvocationError.is(error) && error.fault === 'cancelled')) ?? failures[0]
  if (cause !== undefined) throw cause
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
}
