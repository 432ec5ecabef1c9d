import { NaftikoError } from '@naftiko/plugin-api'

/** A worker that ends sooner after its start than this many milliseconds counts as one that died at once. */
const QUICK_MS = 5_000
/** So many quick deaths in a row are no accident. */
const LIMIT = 5
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000

/** How often a worker has died at once, and how long to wait before the next one takes its place. */
export class Restarts {
  #quick = 0

  /** Milliseconds to wait; `undefined` when there is no hope. */
  after(livedMs: number): number | undefined {
    this.#quick = livedMs < QUICK_MS ? this.#quick + 1 : 0
    if (this.#quick >= LIMIT) return undefined
    return Math.min(FIRST_PAUSE_MS * 2 ** Math.max(0, this.#quick - 1), LONGEST_PAUSE_MS)
  }
}

/** A worker dies at once, again and again: whatever is the matter, another one will not mend it. */
export class Hopeless extends NaftikoError {
  constructor(worker: number, how: string) {
    super(
      'NAFTIKO_WORKERS_FAILING',
      `worker ${worker} ended ${LIMIT} times in a row within ${QUICK_MS / 1000} seconds (the last time: ${how}); run it without --workers to see why`,
    )
  }
}
