import type { TimeoutsEntry } from './entry/entry.ts'

/** What holds for every entry that does not say otherwise. */
export interface McpConsumerOptions {
  readonly timeouts?: TimeoutsEntry
  /** Bytes of one message of a server at most, or a text such as `10MiB`. Default: 16 MiB. */
  readonly maxMessageSize?: number | string
}
