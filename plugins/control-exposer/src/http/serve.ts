import type { IncomingMessage, ServerResponse } from 'node:http'
import { InputError, InvocationError, type LinkContext, problemBody, toProblem, traceIdOf } from '@naftiko/plugin-api'
import type { Page, PageAnswer } from './page.ts'
import { replyProblem, replyText } from './reply.ts'

/** Finds the page of a request and writes its answer. Never rejects: whatever goes wrong is an answer, too. */
export function serveFrom(
  pages: readonly Page[],
  context: LinkContext,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const given = request.headers['traceparent']
    const traceId = traceIdOf(context.trace(typeof given === 'string' ? given : undefined).traceparent)
    const headOnly = request.method === 'HEAD'
    try {
      const { path, query } = targetOf(request)
      const found = pages.flatMap((page) => matched(page, path))
      const method = headOnly ? 'GET' : request.method
      const chosen = found.find(({ page }) => page.method === method)
      if (found.length === 0) {
        const detail = `nothing is served here; this port serves ${pages.map((page) => `${page.method} ${page.path}`).join(', ')}`
        return replyProblem(response, problemBody(404, 'NAFTIKO_NOT_FOUND', detail, traceId), headOnly)
      }
      if (chosen === undefined)
        return refuseMethod(
          request,
          response,
          found.map(({ page }) => page),
          traceId,
        )
      write(await chosen.page.answer({ query, rest: chosen.rest }), request, response, headOnly)
    } catch (error) {
      if (!InvocationError.is(error) || error.fault === 'engine') context.log.error('a request failed', { error, traceId })
      if (response.headersSent) response.destroy()
      else replyProblem(response, toProblem(error, traceId), headOnly)
    }
  }
}

function targetOf(request: IncomingMessage): { readonly path: string; readonly query: URLSearchParams } {
  const [path = '', query = ''] = (request.url ?? '/').split(/\?(.*)/s)
  return { path, query: new URLSearchParams(query) }
}

function matched(page: Page, path: string): readonly { readonly page: Page; readonly rest: string }[] {
  if (!page.path.endsWith('/*')) return page.path === path ? [{ page, rest: '' }] : []
  const prefix = page.path.slice(0, -1)
  const rest = path.startsWith(prefix) ? path.slice(prefix.length) : ''
  return rest === '' || rest.includes('/') ? [] : [{ page, rest: decoded(rest) }]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new InputError('the path is not encoded as URLs are')
  }
}

function refuseMethod(request: IncomingMessage, response: ServerResponse, pages: readonly Page[], traceId: string): void {
  const allow = [...pages.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])), 'OPTIONS'].join(', ')
  if (request.method === 'OPTIONS') return void response.writeHead(204, { allow }).end()
  const problem = problemBody(405, 'NAFTIKO_METHOD_NOT_ALLOWED', `${request.method} is not served here; ${allow} are`, traceId)
  replyProblem(response, problem, request.method === 'HEAD', { allow })
}

function write(answer: PageAnswer, request: IncomingMessage, response: ServerResponse, headOnly: boolean): void {
  if (answer.kind === 'own') answer.write(request, response)
  else if (answer.kind === 'text') replyText(response, 200, answer.mediaType, answer.text, headOnly)
  else replyText(response, answer.status ?? 200, 'application/json; charset=utf-8', JSON.stringify(answer.value), headOnly)
}
