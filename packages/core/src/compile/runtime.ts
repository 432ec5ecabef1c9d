import type { Logger } from '@naftiko/plugin-api'

/** What a compiled capability learns when its host starts. One for each host: nothing is shared between two hosts. */
export interface Runtime {
  /** Where the host logs. Absent until it starts: what is logged at load goes to the engine's log. */
  log?: Logger
  /** Values of bound variables. Empty until the host has started. */
  variables: Readonly<Record<string, string>>
}
