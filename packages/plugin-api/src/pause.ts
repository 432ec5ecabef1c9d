import { setTimeout as wait } from 'node:timers/promises'
import { CancelledError } from './errors.ts'

/** Waits so long, in milliseconds. Rejects with a `CancelledError` as soon as the signal is aborted. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) throw new CancelledError()
  try {
    if (milliseconds > 0) await wait(milliseconds, undefined, { signal })
  } catch {
    throw new CancelledError()
  }
}
