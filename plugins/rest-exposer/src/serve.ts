import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ServeOptions } from './answer.ts'
import { compileFinder } from './finder.ts'
import { isForwarded } from './forward/operation.ts'
import { forwardFor, serveForward } from './forward/serve.ts'
import { serveRoute } from './route.ts'
import { routeFor, type Routes } from './routes.ts'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/**
 * Serves the requests that a route or a forward takes, by the shortest way there is: nothing of the request is read that
 * they do not read. All others go to `rest`.
 */
export function compileServe(routes: Routes, options: ServeOptions, rest: Handler): Handler {
  const find = compileFinder(routes.paths)
  return (request, response) => {
    const url = request.url!.startsWith('/') ? request.url! : withoutOrigin(request.url!)
    const method = request.method!
    const mark = url.indexOf('?')
    const path = mark === -1 ? url : url.slice(0, mark)
    const query = mark === -1 ? '' : url.slice(mark + 1)
    const found = find(path)
    if (found !== undefined) {
      const { byMethod } = found.routes
      const ofMethod = byMethod.get(method) ?? (method === 'HEAD' ? byMethod.get('GET') : undefined)
      const route = ofMethod === undefined ? undefined : routeFor(ofMethod, query)
      if (route !== undefined) return void serveRoute(route, request, response, found.captures, query, options)
    }
    const isDescription = path === '/openapi.json' && (method === 'GET' || method === 'HEAD') && found === undefined
    const hit = isDescription || !isForwarded(method) ? undefined : forwardFor(routes.forwards, path)
    if (hit === undefined) return rest(request, response)
    return void serveForward(hit, request, response, { path, query: mark === -1 ? undefined : query }, options)
  }
}

/** Whoever takes this for a proxy sends a whole address; its host counts for nothing. */
function withoutOrigin(url: string): string {
  const rest = url.replace(/^https?:\/\/[^/?#]*/i, '')
  return rest.startsWith('/') ? rest : `/${rest}`
}
