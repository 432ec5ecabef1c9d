import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { type JsonObject, problemBody, traceIdOf } from '@naftiko/plugin-api'

/** A problem that the host itself answers, before any exposer has seen the request. */
export interface HostProblem {
  readonly status: number
  readonly detail: string
  readonly code: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
}

/** Writes an `application/problem+json` answer (RFC 9457). */
export function answerProblem(response: ServerResponse, problem: HostProblem, traceparent: string): void {
  const { status, code, detail } = problem
  const body = JSON.stringify(problemBody(status, code, detail, traceIdOf(traceparent)))
  write(response, status, body, { 'content-type': 'application/problem+json', ...(problem.headers as OutgoingHttpHeaders) })
}

/** Writes what anybody may read, pages of other sites included. */
export function answerPublicJson(response: ServerResponse, value: JsonObject): void {
  const headers = { 'content-type': 'application/json', 'access-control-allow-origin': '*', 'cache-control': 'public, max-age=300' }
  write(response, 200, JSON.stringify(value), headers)
}

function write(response: ServerResponse, status: number, body: string, headers: OutgoingHttpHeaders): void {
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers })
  response.end(body)
}
