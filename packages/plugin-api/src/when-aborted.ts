import { LinkedSet } from './linked-set.ts'

/** Somebody who wants to know. */
export interface AbortListener {
  /** The signal was aborted. Never called when it was before. */
  onAbort(): void
}

/** A wait that ends when it is left. */
export interface Waiting {
  leave(): void
}

const LISTENERS = Symbol('listeners')
type Listened = AbortSignal & { [LISTENERS]?: LinkedSet<AbortListener> }

/** Tells when a signal aborts, until `leave()` is called on what this returns, as it must be when the wait is over. */
export function whenAborted(signal: AbortSignal, listener: AbortListener): Waiting {
  const listeners = (signal as Listened)[LISTENERS]
  if (listeners !== undefined) return listeners.add(listener)
  const abort = (): void => listener.onAbort()
  signal.addEventListener('abort', abort, { once: true })
  return { leave: () => signal.removeEventListener('abort', abort) }
}

/**
 * Prepares a signal on which very many short waits follow each other: it has one listener for all of them, because Node keeps
 * each of its listeners where only a full collection finds it, and with it everything that it knows. That listener stays, so
 * this is for signals that nothing else keeps alive.
 */
export function prepareForMany(signal: AbortSignal): void {
  const listeners = new LinkedSet<AbortListener>()
  ;(signal as Listened)[LISTENERS] = listeners
  signal.addEventListener(
    'abort',
    () => {
      for (const listener of listeners) listener.onAbort()
    },
    { once: true },
  )
}
