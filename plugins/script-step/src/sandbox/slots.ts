import { cancellation } from './cancellation.ts'

interface Waiting {
  readonly admit: () => void
}

/** So many things at a time; the others wait in line. */
export class Slots {
  #free: number
  readonly #line = new Set<Waiting>()

  constructor(size: number) {
    this.#free = size
  }

  get waiting(): number {
    return this.#line.size
  }

  /** Resolves when it is the caller's turn, who then must `release`. Rejects with the cause when `signal` aborts before. */
  acquire(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(cancellation(signal))
    if (this.#free > 0) {
      this.#free -= 1
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#line.delete(waiting)
        reject(cancellation(signal))
      }
      const waiting: Waiting = {
        admit: () => {
          signal.removeEventListener('abort', leave)
          resolve()
        },
      }
      this.#line.add(waiting)
      signal.addEventListener('abort', leave, { once: true })
    })
  }

  release(): void {
    const [next] = this.#line
    if (next === undefined) {
      this.#free += 1
      return
    }
    this.#line.delete(next)
    next.admit()
  }
}
