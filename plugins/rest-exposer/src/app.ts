import type { IncomingMessage, ServerResponse } from 'node:http'
import { Router } from '@koa/router'
import Koa, { type Context, type Middleware } from 'koa'
import { problemBody, traceIdOf } from '@naftiko/plugin-api'
import type { ServeOptions } from './answer.ts'
import { replyProblem } from './reply.ts'
import type { Route } from './route.ts'
import type { PathRoutes, Routes } from './routes.ts'

/** The application for what no route and no forward takes: the description, `OPTIONS`, and what is wrong with a request. */
export function createApp(
  { paths }: Routes,
  openapi: () => string,
  options: ServeOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  const app = new Koa()
  app.silent = true
  app.on('error', (error: unknown) => options.context.log.error('a request failed', { error }))
  const router = new Router()
  for (const { path, byMethod } of paths) router.all(path.pattern, refuse(byMethod, options) as never)
  if (!paths.some(({ path }) => path.text === '/openapi.json')) router.get('/openapi.json', describe(openapi) as never)
  app.use(router.routes() as unknown as Middleware)
  app.use((ctx) => problem(ctx, 404, 'NAFTIKO_NOT_FOUND', `nothing is served at ${ctx.path}; GET /openapi.json lists what is`, options))
  return app.callback() as (request: IncomingMessage, response: ServerResponse) => void
}

/** `HEAD` is answered as `GET` is, and `OPTIONS` by the list of methods. */
function refuse(byMethod: PathRoutes['byMethod'], options: ServeOptions): Middleware {
  const methods = [...byMethod.keys()]
  const allow = [...new Set([...methods, ...(byMethod.has('GET') ? ['HEAD'] : []), 'OPTIONS'])].join(', ')
  return (ctx) => {
    const routes = byMethod.get(ctx.method) ?? (ctx.method === 'HEAD' ? byMethod.get('GET') : undefined)
    if (routes !== undefined) return problem(ctx, 400, 'NAFTIKO_INPUT_INVALID', queriesOf(routes), options)
    if (ctx.method !== 'OPTIONS')
      return problem(ctx, 405, 'NAFTIKO_METHOD_NOT_ALLOWED', `${ctx.method} is not served here; ${allow} are`, options, { allow })
    ctx.respond = false
    ctx.res.writeHead(204, { allow }).end()
  }
}

/** What to send where routes are told apart by their queries. */
function queriesOf(routes: readonly Route[]): string {
  return `the query must be that of one of ${routes.map(({ path }) => path.label).join(', ')}`
}

function describe(openapi: () => string): Middleware {
  return (ctx) => {
    ctx.type = 'application/json'
    ctx.body = openapi()
  }
}

function problem(
  ctx: Context,
  status: number,
  code: string,
  detail: string,
  { context }: ServeOptions,
  headers: Record<string, string> = {},
): void {
  ctx.respond = false
  const { traceparent } = context.trace(ctx.get('traceparent') || undefined)
  replyProblem(problemBody(status, code, detail, traceIdOf(traceparent)), { response: ctx.res, headOnly: ctx.method === 'HEAD' }, headers)
}
