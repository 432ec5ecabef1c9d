import type { IncomingMessage, ServerResponse } from 'node:http'
import { Router } from '@koa/router'
import Koa, { type Context, type Middleware } from 'koa'
import { problemBody, traceIdOf } from '@naftiko/plugin-api'
import type { ServeOptions } from './answer.ts'
import type { Forward } from './forward/forward.ts'
import { isForwarded } from './forward/operation.ts'
import { forwardFor, type ForwardHit, serveForward } from './forward/serve.ts'
import { replyProblem } from './reply.ts'
import { type Route, serveRoute } from './route.ts'
import { type PathRoutes, routeFor, type Routes } from './routes.ts'

/** The application: koa finds the route, the route writes its answer itself. */
export function createApp(
  { paths, forwards }: Routes,
  openapi: () => string,
  options: ServeOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  const app = new Koa()
  app.silent = true
  app.on('error', (error: unknown) => options.context.log.error('a request failed', { error }))
  const router = new Router()
  for (const { path, byMethod } of paths) router.all(path.pattern, dispatch(byMethod, forwards, options) as never)
  if (!paths.some(({ path }) => path.text === '/openapi.json')) router.get('/openapi.json', describe(openapi) as never)
  app.use(router.routes() as unknown as Middleware)
  app.use((ctx) => {
    const hit = hitOf(forwards, ctx)
    if (hit !== undefined) return forward(hit, ctx, options)
    return problem(ctx, 404, 'NAFTIKO_NOT_FOUND', `nothing is served at ${ctx.path}; GET /openapi.json lists what is`, options)
  })
  return app.callback() as (request: IncomingMessage, response: ServerResponse) => void
}

/** The methods of one path. `HEAD` is answered by `GET`, `OPTIONS` by the list of methods, unless a forward takes the path, too. */
function dispatch(byMethod: PathRoutes['byMethod'], forwards: readonly Forward[], options: ServeOptions): Middleware {
  const methods = [...byMethod.keys()]
  const allow = [...new Set([...methods, ...(byMethod.has('GET') ? ['HEAD'] : []), 'OPTIONS'])].join(', ')
  return async (ctx) => {
    const routes = byMethod.get(ctx.method) ?? (ctx.method === 'HEAD' ? byMethod.get('GET') : undefined)
    const route = routes === undefined ? undefined : routeFor(routes, ctx.querystring)
    if (route !== undefined) {
      ctx.respond = false
      // A path variable is one capture; koa-router decodes nothing of them.
      return serveRoute(route, ctx.req, ctx.res, (ctx as unknown as { captures: string[] }).captures ?? [], ctx.querystring, options)
    }
    const hit = hitOf(forwards, ctx)
    if (hit !== undefined) return forward(hit, ctx, options)
    if (routes !== undefined) return problem(ctx, 400, 'NAFTIKO_INPUT_INVALID', queriesOf(routes), options)
    if (ctx.method === 'OPTIONS') {
      ctx.respond = false
      ctx.res.writeHead(204, { allow }).end()
      return undefined
    }
    return problem(ctx, 405, 'NAFTIKO_METHOD_NOT_ALLOWED', `${ctx.method} is not served here; ${allow} are`, options, { allow })
  }
}

/** What to send where routes are told apart by their queries. */
function queriesOf(routes: readonly Route[]): string {
  return `the query must be that of one of ${routes.map(({ path }) => path.label).join(', ')}`
}

function hitOf(forwards: readonly Forward[], ctx: Context): ForwardHit | undefined {
  return isForwarded(ctx.method) ? forwardFor(forwards, ctx.path) : undefined
}

function forward(hit: ForwardHit, ctx: Context, options: ServeOptions): Promise<void> {
  ctx.respond = false
  const query = ctx.querystring === '' && !ctx.req.url!.endsWith('?') ? undefined : ctx.querystring
  return serveForward(hit, ctx.req, ctx.res, { path: ctx.path, query }, options)
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
