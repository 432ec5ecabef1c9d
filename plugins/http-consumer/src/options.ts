import type { TimeoutsEntry } from './entry.ts'
import type { ClientName } from './exchange/open-client.ts'

/** What holds for every entry that does not say otherwise. */
export interface HttpConsumerOptions {
  readonly timeouts?: TimeoutsEntry
  /** Sockets to one upstream at most; default 128. */
  readonly connections?: number
  /** HTTP client; default `undici`. */
  readonly client?: ClientName
}

export const DEFAULT_CONNECTIONS = 128
