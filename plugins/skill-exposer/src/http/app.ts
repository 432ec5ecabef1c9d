import type { IncomingMessage, ServerResponse } from 'node:http'
import Koa, { type Context } from 'koa'
import { InvocationError, type LinkContext, problemBody, type ProblemBody, toProblem, traceIdOf } from '@naftiko/plugin-api'
import type { Answer } from './answer.ts'
import { hasAlready } from './condition.ts'
import type { Find } from './routes.ts'

const ALLOWED = 'GET, HEAD, OPTIONS'

/** The application: koa sees to headers, `HEAD` and streams. */
export function createApp(find: Find, context: LinkContext): (request: IncomingMessage, response: ServerResponse) => void {
  const app = new Koa()
  app.silent = true
  // A caller that goes away in the middle of a file is no failure of ours.
  app.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE' && error.code !== 'ECONNRESET') context.log.error('a request failed', { error })
  })
  app.use((ctx) => serve(ctx, find, context))
  return app.callback() as (request: IncomingMessage, response: ServerResponse) => void
}

async function serve(ctx: Context, find: Find, context: LinkContext): Promise<void> {
  const traceId = traceIdOf(context.trace(ctx.get('traceparent') || undefined).traceparent)
  try {
    if (ctx.method === 'OPTIONS') return void allow(ctx, 204)
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') {
      allow(ctx, 405)
      return reply(ctx, problemBody(405, 'NAFTIKO_METHOD_NOT_ALLOWED', `${ctx.method} is not served here; ${ALLOWED} are`, traceId))
    }
    await write(ctx, await find(ctx.path))
  } catch (error) {
    if (!InvocationError.is(error) || error.fault === 'engine') context.log.error('a request failed', { error, traceId })
    reply(ctx, toProblem(error, traceId))
  }
}

async function write(ctx: Context, answer: Answer): Promise<void> {
  ctx.status = 200
  ctx.type = answer.type
  ctx.etag = answer.etag
  ctx.set('cache-control', 'no-cache')
  ctx.set('x-content-type-options', 'nosniff')
  if (answer.foreign) ctx.set('content-security-policy', "default-src 'none'; sandbox")
  if (answer.modified !== undefined) ctx.lastModified = answer.modified
  if (answer.saveAs !== undefined) ctx.attachment(answer.saveAs)
  ctx.type = answer.type
  if (hasAlready(ctx.req.headers, answer.etag, answer.modified)) {
    ctx.status = 304
    return
  }
  if (ctx.method === 'GET') ctx.body = await answer.body()
  // A body that is a stream resets it.
  if (answer.length !== undefined) ctx.length = answer.length
}

function allow(ctx: Context, status: number): void {
  ctx.status = status
  ctx.set('allow', ALLOWED)
}

/** What an answer that failed has set already says nothing about the problem. */
function reply(ctx: Context, problem: ProblemBody): void {
  for (const name of ['etag', 'last-modified', 'content-disposition', 'content-length']) ctx.remove(name)
  ctx.status = problem.status
  ctx.body = JSON.stringify(problem)
  ctx.type = 'application/problem+json'
}
