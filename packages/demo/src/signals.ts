const SIGNALS = ['SIGINT', 'SIGTERM'] as const

export interface Signals {
  /** Resolves at the first signal. A second one ends the process at once, with 130. */
  readonly first: Promise<void>
  /** Leaves the signals to the process again. */
  release(): void
}

/** Takes SIGINT and SIGTERM as a wish to stop in good order. */
export function listenForSignals(): Signals {
  let count = 0
  let stop!: () => void
  const first = new Promise<void>((resolve) => {
    stop = resolve
  })
  const onSignal = (): void => {
    count += 1
    if (count > 1) process.exit(130)
    stop()
  }
  for (const signal of SIGNALS) process.on(signal, onSignal)
  return {
    first,
    release: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal)
    },
  }
}
