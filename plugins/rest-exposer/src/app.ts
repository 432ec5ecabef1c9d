import type { IncomingMessage, ServerResponse } from 'node:http'
import { Router } from '@koa/router'
import Koa, { type Context, type Middleware } from 'koa'
import { problemBody, traceIdOf } from '@naftiko/plugin-api'
import { replyProblem } from './reply.ts'
import { type Route, serveRoute, type ServeOptions } from './route.ts'
import type { PathRoutes } from './routes.ts'

/** The application: koa finds the route, the route writes its answer itself. */
export function createApp(
  paths: readonly PathRoutes[],
  openapi: () => string,
  options: ServeOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  const app = new Koa()
  app.silent = true
  app.on('error', (error: unknown) => options.context.log.error('a request failed', { error }))
  const router = new Router()
  for (const { path, byMethod } of paths) router.all(path.pattern, dispatch(byMethod, options) as never)
  if (!paths.some(({ path }) => path.text === '/openapi.json')) router.get('/openapi.json', describe(openapi) as never)
  app.use(router.routes() as unknown as Middleware)
  app.use((ctx) => {
    problem(ctx, 404, 'NAFTIKO_NOT_FOUND', `nothing is served at ${ctx.path}; GET /openapi.json lists what is`, options)
  })
  return app.callback() as (request: IncomingMessage, response: ServerResponse) => void
}

/** The methods of one path. `HEAD` is answered by `GET`, `OPTIONS` by the list of methods. */
function dispatch(byMethod: ReadonlyMap<string, Route>, options: ServeOptions): Middleware {
  const methods = [...byMethod.keys()]
  const allow = [...new Set([...methods, ...(byMethod.has('GET') ? ['HEAD'] : []), 'OPTIONS'])].join(', ')
  return async (ctx) => {
    const route = byMethod.get(ctx.method) ?? (ctx.method === 'HEAD' ? byMethod.get('GET') : undefined)
    if (route !== undefined) {
      ctx.respond = false
      // A path variable is one capture; koa-router decodes nothing of them.
      return serveRoute(route, ctx.req, ctx.res, (ctx as unknown as { captures: string[] }).captures ?? [], ctx.querystring, options)
    }
    if (ctx.method === 'OPTIONS') {
      ctx.respond = false
      ctx.res.writeHead(204, { allow }).end()
      return undefined
    }
    return problem(ctx, 405, 'NAFTIKO_METHOD_NOT_ALLOWED', `${ctx.method} is not served here; ${allow} are`, options, { allow })
  }
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
