import { type TracingChannel, tracingChannel } from 'node:diagnostics_channel'
import type { Invocation } from '@naftiko/plugin-api'

/** What subscribers of `tracing:naftiko:invoke:*` receive. `error` and `result` are added by Node. */
export interface InvokeMessage {
  readonly invocation: Invocation
  /** `<namespace>.<name>`. */
  readonly operation: string
  readonly kind: 'consumed' | 'function' | 'exposed'
  /** The compiled capability that it belongs to: one for each host. */
  readonly owner: object
}

/** One event for each invocation of an operation. Costs nothing while nobody listens. */
export const invokeChannel: TracingChannel<unknown, InvokeMessage> = tracingChannel<unknown, InvokeMessage>('naftiko:invoke')
