import type { IncomingHttpHeaders } from 'node:http'
import type { JsonSchema } from './json.ts'

/**
 * What the caller itself has to say to the consumed API of this namespace: header names in lower case, and their values.
 *
 * A function, because the values are credentials: nothing that prints or serialises a call can show them. Whoever keeps
 * what it returns for longer than the call gives it to another caller.
 */
export type CallerHeaders = (namespace: string) => Readonly<Record<string, string>>

/** Headers to pass on: a list of names, or name that callers send → name that the API receives. */
export type HeaderNamesEntry = readonly string[] | Readonly<Record<string, string>>

/** `forwardHeaders` of an exposer: for all consumed APIs, or namespace → for that one. */
export type ForwardHeadersEntry = HeaderNamesEntry | Readonly<Record<string, string | HeaderNamesEntry>>

/** JSON Schema of `forwardHeaders`. */
export const FORWARD_HEADERS: JsonSchema = {
  type: ['array', 'object'],
  items: { type: 'string' },
  additionalProperties: { type: ['string', 'array', 'object'], items: { type: 'string' }, additionalProperties: { type: 'string' } },
  description:
    'Headers of callers that go on to consumed APIs: a list, a map {X-User-Token: Authorization}, or one of these for each namespace. Nothing else goes on. (extension)',
}

/** Which headers of callers go on, compiled once. */
export interface ForwardedHeaders {
  /** The names that callers send, in lower case: answers differ by them. */
  readonly names: readonly string[]
  /** `undefined` when the caller sends none of them. */
  read(headers: IncomingHttpHeaders): CallerHeaders | undefined
}
