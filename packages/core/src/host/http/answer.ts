import type { ServerResponse } from 'node:http'
import { problemBody, traceIdOf } from '@naftiko/plugin-api'

/** A problem that the host itself answers, before any exposer has seen the request. */
export interface HostProblem {
  readonly status: number
  readonly detail: string
  readonly code: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Writes an `application/problem+json` answer (RFC 9457). */
export function answerProblem(response: ServerResponse, problem: HostProblem, traceparent: string): void {
  const { status, code, detail } = problem
  const body = JSON.stringify(problemBody(status, code, detail, traceIdOf(traceparent)))
  response.writeHead(status, { 'content-type': 'application/problem+json', 'content-length': Buffer.byteLength(body), ...problem.headers })
  response.end(body)
}
