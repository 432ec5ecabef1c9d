import { LinkedSet, type Place } from './linked-set.ts'

/** Somebody who wants to know. */
export interface AbortListener {
  /** The signal was aborted. Never called when it was before. */
  onAbort(): void
}

const LISTENERS = Symbol('listeners')
type Listened = AbortSignal & { [LISTENERS]?: LinkedSet<AbortListener> }

/**
 * Tells when a signal aborts, until `leave()` is called on what this returns. For many short waits on a signal that lives
 * longer: a signal has one listener for all of them, because Node keeps each of its listeners where only a full collection
 * finds it, and with it everything that it knows.
 */
export function whenAborted(signal: AbortSignal, listener: AbortListener): Place<AbortListener> {
  return ((signal as Listened)[LISTENERS] ??= listening(signal)).add(listener)
}

function listening(signal: AbortSignal): LinkedSet<AbortListener> {
  const listeners = new LinkedSet<AbortListener>()
  signal.addEventListener(
    'abort',
    () => {
      for (const listener of listeners) listener.onAbort()
    },
    { once: true },
  )
  return listeners
}
