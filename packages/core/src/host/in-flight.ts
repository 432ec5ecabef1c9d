/** Counts work that has begun and not ended. Draining waits for it to be nothing. */
export class InFlight {
  #count = 0
  readonly #waiting: (() => void)[] = []

  get count(): number {
    return this.#count
  }

  /** Begins one piece of work; call the result once when it is over. */
  enter(): () => void {
    this.#count += 1
    let over = false
    return () => {
      if (over) return
      over = true
      this.#count -= 1
      if (this.#count === 0) for (const resolve of this.#waiting.splice(0)) resolve()
    }
  }

  /** Resolves when nothing is in flight, or when the signal aborts. */
  async idle(signal: AbortSignal): Promise<void> {
    if (this.#count === 0 || signal.aborted) return
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve)
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
  }
}
