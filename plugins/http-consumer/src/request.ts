import type { JsonObject, Payload } from '@naftiko/plugin-api'

/** A request on its way out, while its parts are put together. */
export interface RequestDraft {
  readonly method: string
  /** Path below the base path, encoded, without a query. */
  readonly path: string
  /** Encoded pairs. */
  readonly query: string[]
  /** Names in lower case. */
  readonly headers: Record<string, string>
  readonly cookies: string[]
  body?: Body
}

/** A body as bytes or as a stream of them. */
export type Body = Uint8Array | AsyncIterable<Uint8Array>

/** What an operation puts into its requests; compiled once. Throws an `InputError` for a value that has no place there. */
export type Part = (draft: RequestDraft, input: JsonObject, payload: Payload | null | undefined) => void | Promise<void>

export function isBytes(body: Body): body is Uint8Array {
  return body instanceof Uint8Array
}

/** Whether a request with this body can be sent again. */
export function isReplayable(body: Body | undefined): boolean {
  return body === undefined || isBytes(body)
}
