import type { TimeoutsEntry } from './entry.ts'

/** What holds for every entry that does not say otherwise. */
export interface HttpConsumerOptions {
  readonly timeouts?: TimeoutsEntry
  /** Sockets to one upstream at most; default 128. */
  readonly connections?: number
}

export const DEFAULT_CONNECTIONS = 128
