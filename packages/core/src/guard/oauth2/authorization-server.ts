import type { Logger } from '@naftiko/plugin-api'
import { discover, type ServerMetadata } from './discovery.ts'
import { fetchJson } from './fetch-json.ts'
import { Remote } from './remote.ts'
import { Unavailable } from './unavailable.ts'

const MINUTE = 60_000
/** Keys are fetched for unknown key ids at most this often, because anybody can make up a key id. */
const KEYS_PAUSE_MS = MINUTE / 2

type Jose = typeof import('jose')
/** Finds the key for the header of a token. */
export type KeySet = ReturnType<Jose['createLocalJWKSet']>

/** One authorization server: what it says of itself and its keys. Asked at first use; what it said is kept for minutes. */
export class AuthorizationServer {
  readonly #stop = new AbortController()
  readonly #metadata: Remote<ServerMetadata>
  readonly #keys: Remote<KeySet>

  constructor(issuer: string, log: Logger) {
    const failed = (error: Unavailable, pauseMs: number): void => {
      if (this.#stop.signal.aborted) return
      const message = `the authorization server cannot be asked: ${error.message}; the next attempt is in ${pauseMs / 1000} seconds at the earliest`
      log.warn(message, { code: 'NAFTIKO_AUTHORIZATION_UNAVAILABLE' })
    }
    this.#metadata = new Remote({ load: () => discover(issuer, this.signal), maxAgeMs: 60 * MINUTE, graceMs: 24 * 60 * MINUTE, failed })
    this.#keys = new Remote({ load: () => this.#loadKeys(), maxAgeMs: 10 * MINUTE, graceMs: 60 * MINUTE, failed })
  }

  /** Aborted by `stop`. */
  get signal(): AbortSignal {
    return this.#stop.signal
  }

  metadata(): Promise<ServerMetadata> {
    return this.#metadata.get()
  }

  keys(): Promise<KeySet> {
    return this.#keys.get()
  }

  /** Keys that may have come since; `undefined` when they were fetched a moment ago. */
  newKeys(): Promise<KeySet | undefined> {
    return this.#keys.renewed(KEYS_PAUSE_MS)
  }

  stop(): void {
    this.#stop.abort()
  }

  async #loadKeys(): Promise<KeySet> {
    const { jwksUri } = await this.metadata()
    if (jwksUri === undefined) throw new Unavailable('its metadata has no jwks_uri')
    const [{ createLocalJWKSet }, document] = await Promise.all([import('jose'), fetchJson(jwksUri, { signal: this.signal })])
    try {
      return createLocalJWKSet(document as unknown as Parameters<Jose['createLocalJWKSet']>[0])
    } catch {
      throw new Unavailable(`${jwksUri} answered with no key set`)
    }
  }
}
