import type { IncomingMessage, ServerResponse } from 'node:http'
import type { JsonObject, JsonValue, ValueOutcome } from '@naftiko/plugin-api'
import { type Api, apiFor, type ConsumeOptions, operation } from '../api.ts'

/** One answer: a value, or whatever writes it. */
export type PageOf = (query: URLSearchParams, number: number, request: IncomingMessage) => JsonValue | ((response: ServerResponse) => void)

export interface PagedOptions extends ConsumeOptions {
  readonly entry?: JsonObject
  readonly op?: JsonObject
  readonly path?: string
}

/** An API whose operation `op` has pages. `page` is told how many requests came before, from one. */
export function pagedApi(pagination: JsonObject, page: PageOf, options: PagedOptions = {}): Promise<Api> {
  let number = 0
  return apiFor(
    { ...operation(options.path ?? '/items', { pagination, ...options.op }), ...options.entry },
    {
      ...options,
      answer: (request, response) => {
        number += 1
        const answer = page(new URL(request.url!, 'http://x').searchParams, number, request)
        if (typeof answer === 'function') return answer(response)
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
      },
    },
  )
}

/** So many items, from this one on. */
export function some(count: number, from = 0): { id: number }[] {
  return Array.from({ length: count }, (_, index) => ({ id: from + index }))
}

/** A part of all items. */
export function slice(all: number, from: number, count: number): { id: number }[] {
  return some(Math.max(0, Math.min(count, all - from)), from)
}

export async function resultOf(api: Api, input: JsonObject = {}): Promise<JsonValue> {
  return ((await api.call('op', input)) as ValueOutcome).value
}

export function urls(api: Api): string[] {
  return api.seen.map(({ url }) => url)
}

export function failing(status: number, headers: Record<string, string> = {}, body = '{"error":"no"}') {
  return (response: ServerResponse): void => void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
}
