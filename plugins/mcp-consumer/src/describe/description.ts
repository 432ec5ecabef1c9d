import type { JsonObject } from '@naftiko/plugin-api'

/** What a server says of itself. */
export interface McpServerDescription {
  readonly name?: string
  readonly title?: string
  readonly version?: string
  readonly instructions?: string
  /** All its tools, in the words of the protocol. */
  readonly tools: readonly JsonObject[]
}
