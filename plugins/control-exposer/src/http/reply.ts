import type { ServerResponse } from 'node:http'
import type { ProblemBody } from '@naftiko/plugin-api'

/** Writes a whole answer. What an operator asks for is true at that moment only. */
export function replyText(
  response: ServerResponse,
  status: number,
  mediaType: string,
  text: string,
  headOnly: boolean,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    ...headers,
    'content-type': mediaType,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  response.end(headOnly ? undefined : text)
}

export function replyProblem(
  response: ServerResponse,
  problem: ProblemBody,
  headOnly: boolean,
  headers: Readonly<Record<string, string>> = {},
): void {
  replyText(response, problem.status, 'application/problem+json', JSON.stringify(problem), headOnly, headers)
}
