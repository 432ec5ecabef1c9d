import type { HostView } from './host-view.ts'
import type { Logger } from './logger.ts'

/**
 * The life of a node. Every method is optional, and every method is safe to call twice.
 *
 * Nodes start from the far side (consumers) to the near side (exposers) and stop in the opposite order. A node is
 * started at most once; after `stop` it is never started again.
 */
export interface Lifecycle {
  /** Begins I/O. Resolves when the node is truly ready. */
  start?(context: StartContext): Promise<void>
  /** Refuses new work and resolves when what is in flight is done, or when `context.signal` aborts. */
  drain?(context: StopContext): Promise<void>
  /** Releases everything. Works without `start`, and after a `start` that failed half-way. */
  stop?(context: StopContext): Promise<void>
}

export interface StartContext {
  /** The values of all binds of the capability; what is missing is not among them. */
  readonly variables: Readonly<Record<string, string>>
  /** Replaces the base address of a consumed API, when the operator asked for it. */
  readonly baseUri?: string
  readonly log: Logger
  /** What the host lets its nodes know. Absent where a node is started without one. */
  readonly host?: HostView
  /** Aborted when the start is given up. */
  readonly signal: AbortSignal
  /** Reports a fatal error after `start` has returned; the host stops. */
  fail(error: unknown): void
}

export interface StopContext {
  /** Aborted when the grace period is over. */
  readonly signal: AbortSignal
}
