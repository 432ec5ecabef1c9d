import type { JsonSchema } from './json.ts'

/** Where an input travels in an HTTP request, or that it comes from the environment. */
export type InputLocation = 'path' | 'query' | 'header' | 'cookie' | 'body' | 'environment'

/** The types a document may declare for an input. */
export type InputType = 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object'

/** One named argument that an operation reads. */
export interface InputParameter {
  readonly name: string
  readonly required: boolean
  /** The shape of its value, complete enough to show to a client (`items` on arrays, `description`, `enum`, …). */
  readonly schema: JsonSchema
  /** Where the called operation puts it; absent where that is of no concern (a template, a step). */
  readonly in?: InputLocation
}

/**
 * What an operation does with a body that its caller sends.
 *
 * - `none`: it takes no body.
 * - `opaque`: it passes the body on untouched and reads nothing in it. Arguments that go nowhere else can make one.
 * - `sent`: it passes on the body that its caller sends, and never makes one of arguments.
 * - `json`: it reads fields of the body by name, so a JSON body must be parsed.
 */
export type PayloadUse = 'none' | 'opaque' | 'sent' | 'json'

/** Everything an operation can be given. */
export interface InputShape {
  readonly parameters: readonly InputParameter[]
  readonly payload: PayloadUse
}
