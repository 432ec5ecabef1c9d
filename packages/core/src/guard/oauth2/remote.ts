import { Unavailable } from './unavailable.ts'

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000

export interface RemoteOptions<Value> {
  load(): Promise<Value>
  /** After this time it is loaded anew before it is used again. */
  readonly maxAgeMs: number
  /** How much longer it is used while it cannot be loaded anew. */
  readonly graceMs: number
  /** Told of each failure, with the milliseconds until the next attempt. */
  failed(error: Unavailable, pauseMs: number): void
}

/**
 * Something that a server far away knows: loaded at first use, once for all who wait, and kept. After a failure it is
 * left alone for a while that doubles, so that neither side suffers; no failure is for good.
 */
export class Remote<Value> {
  readonly #options: RemoteOptions<Value>
  #held: { readonly value: Value; readonly at: number } | undefined
  #loading: Promise<Value> | undefined
  #pauseMs = 0
  #failedAt = -Infinity

  constructor(options: RemoteOptions<Value>) {
    this.#options = options
  }

  /** Rejects with `Unavailable` when there is none. */
  async get(): Promise<Value> {
    const held = this.#held
    if (held === undefined) return this.#load()
    const { maxAgeMs, graceMs } = this.#options
    if (since(held.at) < maxAgeMs) return held.value
    if (this.#pauseMs > 0 && since(held.at) < maxAgeMs + graceMs) return this.#heldWhileTrying(held.value)
    try {
      return await this.#load()
    } catch (error) {
      if (since(held.at) < maxAgeMs + graceMs) return held.value
      throw error
    }
  }

  /** What is there now, unless it was loaded within `minAgeMs`: then `undefined`, because nothing newer can be expected. */
  async renewed(minAgeMs: number): Promise<Value | undefined> {
    return this.#held !== undefined && since(this.#held.at) < minAgeMs ? undefined : this.#load()
  }

  /** A server that was away before may be so slow in being away again that nobody should wait for it. */
  #heldWhileTrying(value: Value): Value {
    this.#load().catch(() => {})
    return value
  }

  #load(): Promise<Value> {
    const rest = this.#pauseMs - since(this.#failedAt)
    if (rest > 0) return Promise.reject(new Unavailable('it was asked a moment ago', Math.ceil(rest / 1000)))
    this.#loading ??= this.#loadNow().finally(() => {
      this.#loading = undefined
    })
    return this.#loading
  }

  async #loadNow(): Promise<Value> {
    try {
      const value = await this.#options.load()
      this.#held = { value, at: Date.now() }
      this.#pauseMs = 0
      return value
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error
      this.#pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, this.#pauseMs * 2))
      this.#failedAt = Date.now()
      this.#options.failed(error, this.#pauseMs)
      throw new Unavailable(error.message, Math.ceil(this.#pauseMs / 1000))
    }
  }
}

/** Also when the clock was set back, time has passed. */
function since(at: number): number {
  return Math.abs(Date.now() - at)
}
