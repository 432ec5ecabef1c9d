import type { ServerResponse } from 'node:http'

/** A problem that the host itself answers, before any exposer has seen the request. */
export interface HostProblem {
  readonly status: number
  readonly title: string
  readonly detail: string
  readonly code: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Writes an `application/problem+json` answer (RFC 9457). */
export function answerProblem(response: ServerResponse, problem: HostProblem, traceparent: string): void {
  const { status, title, detail, code } = problem
  const body = JSON.stringify({ type: 'about:blank', title, status, detail, code, traceId: traceparent.slice(3, 35) })
  response.writeHead(status, { 'content-type': 'application/problem+json', 'content-length': Buffer.byteLength(body), ...problem.headers })
  response.end(body)
}
