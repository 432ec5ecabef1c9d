import { AsyncLocalStorage } from 'node:async_hooks'
import type { InvocationError } from '@naftiko/plugin-api'

/** One request to a server and its answer, however many layers of the library lie between. */
export interface Exchange {
  /** Aborted when nobody waits for the answer any more. */
  readonly abandoned: AbortController
  /** Why the answer was given up, where we did that ourselves. */
  failure?: InvocationError
}

/** What is under way where the library calls back. It has no place of its own for this. */
export const exchanges: AsyncLocalStorage<Exchange> = new AsyncLocalStorage()

export function newExchange(): Exchange {
  return { abandoned: new AbortController() }
}
