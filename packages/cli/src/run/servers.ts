import type { RunningEndpoint } from '@naftiko/core'
import type { Version } from './version.ts'

/** Whatever serves the documents of one command: this process, or others that it watches over. */
export interface Servers {
  /** Known after `start`. */
  readonly endpoints: readonly RunningEndpoint[]
  /** Members of the `ready` event that only this kind of servers has. */
  readonly facts: Readonly<Record<string, unknown>>
  /** Resolves when there is nothing left that serves; rejects when something failed for good. */
  readonly closed: Promise<void>
  /** Resolves when every listener is bound. What was started is stopped again when something fails. */
  start(version: Version, stop: AbortSignal): Promise<void>
  /** The new version takes over. Rejects when it does not start: then the one before is served as if nothing had been. */
  replace(version: Version, stop: AbortSignal): Promise<void>
  /** Drains, then releases. */
  stop(): Promise<void>
  /** Ends now, whatever is in flight. */
  kill(): Promise<void>
}
