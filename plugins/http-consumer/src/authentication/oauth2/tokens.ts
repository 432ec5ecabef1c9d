import { unlessAborted } from '@naftiko/plugin-api'
import type { Issued } from './token-request.ts'

/** A token while it is in use. */
export interface Token {
  /** What goes into the `Authorization` header. */
  readonly authorization: string
  readonly issuedAt: number
  /** From here on a new one is fetched while this one still serves. */
  readonly renewAt: number
  readonly expiresAt: number
  /** It took the place of one that the API had refused before its time. */
  readonly isReplacement: boolean
}

/** A token is renewed this long before it expires, or a tenth of its life before, if that is shorter. */
const LONGEST_SKEW_MS = 60_000
/** After a renewal in advance has failed, the next one waits; the token at hand still serves. */
const PAUSE_MS = 5_000
/** An API that refuses a replacement too refuses for another reason; for this long no further replacement is fetched. */
const REPLACEMENT_HOLDS_MS = 60_000

/**
 * The token of one host: fetched when first needed, renewed before it expires, and by one request at a time whoever
 * waits for it. It lives in memory only.
 */
export class Tokens {
  readonly #fetch: () => Promise<Issued>
  #token: Token | undefined
  #pending: Promise<Token> | undefined
  #pausedUntil = 0

  constructor(fetch: () => Promise<Issued>) {
    this.#fetch = fetch
  }

  /** A token that is good now. Rejects when `signal` aborts; the request for the token goes on for the others. */
  current(signal: AbortSignal): Token | Promise<Token> {
    const token = this.#token
    const now = Date.now()
    if (token === undefined || now >= token.expiresAt) return unlessAborted(this.#renew(false), signal)
    if (now >= token.renewAt && now >= this.#pausedUntil) this.#renewInAdvance()
    return token
  }

  /** Another token for one that the API has refused; nothing when a new one would hardly fare better. */
  async replace(refused: Token, signal: AbortSignal): Promise<Token | undefined> {
    if (this.#token !== undefined && this.#token !== refused) return this.#token
    if (isStillHeld(refused)) return undefined
    this.#token = undefined
    return unlessAborted(this.#renew(true), signal)
  }

  /** Forgets a token that the API has refused, for the calls to come. */
  drop(refused: Token): void {
    if (this.#token === refused && !isStillHeld(refused)) this.#token = undefined
  }

  #renew(isReplacement: boolean): Promise<Token> {
    this.#pending ??= this.#fetch()
      .then((issued) => (this.#token = tokenOf(issued, isReplacement)))
      .finally(() => {
        this.#pending = undefined
      })
    return this.#pending
  }

  #renewInAdvance(): void {
    this.#renew(false).catch(() => {
      this.#pausedUntil = Date.now() + PAUSE_MS
    })
  }
}

function isStillHeld({ isReplacement, issuedAt }: Token): boolean {
  return isReplacement && Date.now() < issuedAt + REPLACEMENT_HOLDS_MS
}

function tokenOf({ accessToken, lifetime }: Issued, isReplacement: boolean): Token {
  const issuedAt = Date.now()
  const expiresAt = lifetime === undefined ? Number.POSITIVE_INFINITY : issuedAt + lifetime
  const skew = lifetime === undefined ? 0 : Math.min(LONGEST_SKEW_MS, lifetime / 10)
  return { authorization: `Bearer ${accessToken}`, issuedAt, renewAt: expiresAt - skew, expiresAt, isReplacement }
}
