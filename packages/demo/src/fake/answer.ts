import type { ServerResponse } from 'node:http'
import type { Json, JsonObject } from './json.ts'

/** What a route returns: a status and JSON, or nothing when it has written its answer itself. */
export interface Answer {
  readonly status: number
  readonly body: Json
  readonly headers?: Readonly<Record<string, string>>
}

/** A failure in the shape of the API: `{"error": {"code", "message", "metadata"?}}`. */
export class ApiError extends Error {
  readonly code: number
  readonly metadata: JsonObject | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(code: number, message: string, options: { metadata?: JsonObject; headers?: Readonly<Record<string, string>> } = {}) {
    super(message)
    this.code = code
    this.metadata = options.metadata
    this.headers = options.headers ?? {}
  }

  toBody(): JsonObject {
    return { error: { message: this.message, code: this.code, ...(this.metadata === undefined ? {} : { metadata: this.metadata }) } }
  }
}

export function ok(body: Json, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 200, body, headers }
}

export function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

/** Any failure as an answer; what is not of the API's own making becomes a plain 500. */
export function toAnswer(error: unknown): Answer {
  if (error instanceof ApiError) return { status: error.code, body: error.toBody(), headers: error.headers }
  return { status: 500, body: { error: { message: 'Internal Server Error', code: 500 } } }
}
