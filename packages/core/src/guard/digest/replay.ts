import { NONCE_LIFETIME_MS } from './nonces.ts'

/** Requests that one client sends at once arrive in any order; a count may be this far behind the highest seen. */
const WINDOW = 64
const MOST_NONCES = 10_000

interface Seen {
  readonly issued: number
  highest: number
  /** Bit n: the count `highest - n` was used. */
  bits: bigint
}

/** Lets each count of a nonce in once. Remembers a bounded number of nonces; one that was forgotten is not let in again. */
export class ReplayWindow {
  readonly #seen = new Map<string, Seen>()
  readonly #most: number
  #forgottenUntil = -Infinity

  constructor(most: number = MOST_NONCES) {
    this.#most = most
  }

  /** Whether this count of this nonce is used for the first time. Ask only for nonces whose sender knows the password. */
  use(nonce: string, issued: number, count: number): boolean {
    const seen = this.#seen.get(nonce)
    if (seen !== undefined) return useCount(seen, count)
    if (issued <= this.#forgottenUntil || count < 1) return false
    this.#forget()
    this.#seen.set(nonce, { issued, highest: count, bits: 1n })
    return true
  }

  #forget(): void {
    for (const [nonce, { issued }] of this.#seen) {
      const expired = Math.abs(Date.now() - issued) > NONCE_LIFETIME_MS
      if (!expired && this.#seen.size < this.#most) return
      this.#forgottenUntil = Math.max(this.#forgottenUntil, issued)
      this.#seen.delete(nonce)
    }
  }
}

function useCount(seen: Seen, count: number): boolean {
  const ahead = count - seen.highest
  if (ahead > 0) {
    seen.bits = ahead >= WINDOW ? 1n : BigInt.asUintN(WINDOW, (seen.bits << BigInt(ahead)) | 1n)
    seen.highest = count
    return true
  }
  if (count < 1 || -ahead >= WINDOW) return false
  const bit = 1n << BigInt(-ahead)
  if ((seen.bits & bit) !== 0n) return false
  seen.bits |= bit
  return true
}
