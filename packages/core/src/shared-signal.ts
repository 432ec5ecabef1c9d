import { setMaxListeners } from 'node:events'

/** A signal that many calls wait on at once, which Node would take for a leak from the eleventh on. Each leaves when it is over. */
export function shared(signal: AbortSignal): AbortSignal {
  setMaxListeners(0, signal)
  return signal
}
