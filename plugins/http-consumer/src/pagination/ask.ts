import type { Invocation, JsonValue, Outcome } from '@naftiko/plugin-api'
import type { RequestDraft } from '../request.ts'
import type { Origin } from './page.ts'

/** Changes a request before it is sent, for the page that it asks for. */
export type Amend = (draft: RequestDraft, address: string) => RequestDraft

/** Sends one request of an operation. */
export type Ask = (invocation: Invocation, amend: Amend) => Promise<Outcome>

/** What one page is asked for with: values of parameters, or a place of its own below the base address. */
export interface Asking {
  readonly values: readonly (readonly [name: string, value: JsonValue])[]
  readonly address?: { readonly path: string; readonly query: readonly string[] }
  /** Told where the request goes. */
  sent(from: Origin): void
}
