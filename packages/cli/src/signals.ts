/** The signals that ask for an end. */
export type StopSignal = 'SIGINT' | 'SIGTERM'

/** `process`, as far as it is needed here. */
export interface SignalSource {
  on(signal: StopSignal, listener: () => void): unknown
  off(signal: StopSignal, listener: () => void): unknown
}

/** What signals ask for. The reason of both is the name of the signal. */
export interface Interruption {
  /** Aborted by the first signal: finish, then end. */
  readonly stop: AbortSignal
  /** Aborted by the second: end now. */
  readonly kill: AbortSignal
  /** Asks for an end as a signal would. */
  request(reason: string): void
  /** Stops listening. */
  release(): void
}

/**
 * One key press reaches a process twice when `npx` started it: from the terminal, and from npm, which passes it on. The
 * same signal again within this time is therefore the same request.
 */
const ECHO_MS = 50

/** Listens from now until `release`. */
export function listenForSignals(source: SignalSource): Interruption {
  const stop = new AbortController()
  const kill = new AbortController()
  let first: { readonly signal: StopSignal; readonly at: number } | undefined
  const receive = (signal: StopSignal): void => {
    const now = performance.now()
    if (first === undefined) first = { signal, at: now }
    else if (signal !== first.signal || now - first.at > ECHO_MS) kill.abort(signal)
    stop.abort(signal)
  }
  const interrupt = (): void => receive('SIGINT')
  const terminate = (): void => receive('SIGTERM')
  source.on('SIGINT', interrupt)
  source.on('SIGTERM', terminate)
  return {
    stop: stop.signal,
    kill: kill.signal,
    request: (reason) => stop.abort(reason),
    release: () => {
      source.off('SIGINT', interrupt)
      source.off('SIGTERM', terminate)
    },
  }
}

/** Resolves when the signal is aborted, at once if it already is. */
export function whenAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
