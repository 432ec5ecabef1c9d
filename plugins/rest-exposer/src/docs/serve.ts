import type { IncomingMessage, ServerResponse } from 'node:http'
import { type LinkContext, problemBody, traceIdOf } from '@naftiko/plugin-api'
import { replyProblem } from '../reply.ts'
import { POLICY } from './page.ts'
import { type FindPart, type Part, partsOf } from './parts.ts'
import { DOCS_PATH } from './wanted.ts'

const ALLOWED = 'GET, HEAD, OPTIONS'

/** Serves the page and its parts, and what is wrong with a request below it. */
export function serveDocs(title: string, context: LinkContext): (request: IncomingMessage, response: ServerResponse) => void {
  const find = partsOf(title)
  return (request, response) => {
    const problem = (status: number, code: string, detail: string, headers?: Record<string, string>): void => {
      const { traceparent } = context.trace(String(request.headers['traceparent'] ?? '') || undefined)
      replyProblem(problemBody(status, code, detail, traceIdOf(traceparent)), { response, headOnly: request.method === 'HEAD' }, headers)
    }
    const { method } = request
    if (method === 'OPTIONS') return void response.writeHead(204, { allow: ALLOWED }).end()
    if (method !== 'GET' && method !== 'HEAD') {
      const detail = `${method!} is not served here; ${ALLOWED} are`
      return problem(405, 'NAFTIKO_METHOD_NOT_ALLOWED', detail, { allow: ALLOWED })
    }
    const path = request.url!.split('?')[0]!
    // The addresses of the parts are relative to a page without a slash at its end.
    if (path === `${DOCS_PATH}/`) return void response.writeHead(308, { location: '../docs' }).end()
    answer(find, path.slice(DOCS_PATH.length + 1), request, response).then(
      (found) => found || problem(404, 'NAFTIKO_NOT_FOUND', `nothing is served at ${path}; the page is at ${DOCS_PATH}`),
      (error: unknown) => {
        context.log.error('the page of documentation cannot be read', { error })
        problem(500, 'NAFTIKO_INTERNAL', 'the engine failed; the log has the details')
      },
    )
  }
}

async function answer(find: FindPart, name: string, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const part = await find(name)
  if (part === undefined) return false
  for (const [header, value] of Object.entries(headersOf(part))) response.setHeader(header, value)
  const tags = request.headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? []
  if (tags.includes(part.etag)) response.writeHead(304).end()
  else response.writeHead(200, { 'content-length': part.bytes.length }).end(request.method === 'HEAD' ? undefined : part.bytes)
  return true
}

function headersOf({ type, etag }: Part): Readonly<Record<string, string>> {
  return {
    'content-type': type,
    etag,
    'cache-control': 'no-cache',
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
  }
}
