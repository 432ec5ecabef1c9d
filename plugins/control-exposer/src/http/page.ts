import type { IncomingMessage, ServerResponse } from 'node:http'
import type { JsonObject } from '@naftiko/plugin-api'

/** What a page is answered with: JSON, a text, or a response that the page writes itself. */
export type PageAnswer =
  | { readonly kind: 'json'; readonly value: JsonObject; readonly status?: number }
  | { readonly kind: 'text'; readonly text: string; readonly mediaType: string }
  | { readonly kind: 'own'; write(request: IncomingMessage, response: ServerResponse): void }

export interface PageRequest {
  readonly query: URLSearchParams
  /** What follows a path that ends in `/*`. */
  readonly rest: string
}

/** One address of the port. */
export interface Page {
  readonly method: 'GET' | 'POST'
  /** Ends in `/*` where one more name follows. */
  readonly path: string
  answer(request: PageRequest): PageAnswer | Promise<PageAnswer>
}

export function json(value: JsonObject, status = 200): PageAnswer {
  return { kind: 'json', value, status }
}
