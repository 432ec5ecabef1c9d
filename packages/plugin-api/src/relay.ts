import type { Invocation, Outcome } from './invocation.ts'

/**
 * A request that passes through a consumed API as it is, to a path that no operation declares.
 *
 * As an invocation it has a trace and can be cancelled like any call. Its `input` are the other variables of the
 * caller's path: the base address may have placeholders of those names.
 */
export interface RelayRequest extends Invocation {
  /** In upper case. */
  readonly method: string
  /** Path below the base address, percent-encoded as it came, without a slash in front; empty for the base address itself. */
  readonly path: string
  /** What stands behind the `?`, as it came. */
  readonly query?: string
  /** The headers that the document lets through, names in lower case. The consumer still refuses those that are its own. */
  readonly headers: Readonly<Record<string, string>>
  readonly payload: NonNullable<Invocation['payload']> | null
  /** Where the caller reaches a path of the consumed API. A `Location` below the base address is rewritten with it. */
  toCaller?(path: string): string
}

/** Sends a request on. Error statuses are answers like any other here: whatever the API says passes as it comes. */
export type Relay = (request: RelayRequest) => Promise<Outcome>

/** The way into one consumed API. */
export interface LinkedRelay {
  /** Namespaces that requests go to, for the graph; empty where there is none of the name. */
  readonly targets: readonly string[]
  /** Rejects with an `InvocationError` (501) where the document names nothing that requests can go to. */
  readonly relay: Relay
}
