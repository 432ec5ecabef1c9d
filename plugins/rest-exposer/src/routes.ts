import { type LinkContext, type Operation, pathFault, pointerTo } from '@naftiko/plugin-api'
import type { RestExposesEntry, RestResourceEntry } from './entry.ts'
import { compileForward, type Forward } from './forward/forward.ts'
import { greedyPieces } from './forward/forward-path.ts'
import { bySpecificity, compilePieces, parsePathTemplate, type PathTemplate, piecesOf, splitPath } from './path-template.ts'
import { hasPairs } from './query-pairs.ts'
import { compileRoute, type Route } from './route.ts'

/** All methods of one path. */
export interface PathRoutes {
  readonly path: PathTemplate
  /** Several routes of one method are told apart by their queries; the one that asks for most comes first. */
  readonly byMethod: ReadonlyMap<string, readonly Route[]>
}

/** Everything that an entry serves. */
export interface Routes {
  /** The most literal path comes first. */
  readonly paths: readonly PathRoutes[]
  /** What takes the requests that no route serves, the most literal path first. */
  readonly forwards: readonly Forward[]
  /** All of it in the order of the document, so that the first of two with one name is the one that is declared first. */
  readonly operations: readonly Operation[]
}

/** Compiles every operation and every forward; resources with the same path become one. */
export function compileRoutes(entry: RestExposesEntry, context: LinkContext): Routes {
  const merged = new Map<string, { path: PathTemplate; byMethod: Map<string, Route[]> }>()
  const forwards = new Map<string, Forward>()
  const operations: Operation[] = []
  for (const [index, resource] of (entry.resources ?? []).entries()) {
    const at = `/resources/${index}`
    // That it is missing is reported by the schema.
    if (typeof resource.path !== 'string') continue
    reportPath(resource.path, `${at}/path`, context)
    const forward = compileForward(resource, at, context)
    if (forward === undefined) addPath(merged, pathOf(resource))
    else if (forwards.has(forward.path.key)) reportTaken(`the forward of ${forward.path.text}`, `${at}/forward`, context)
    else {
      forwards.set(forward.path.key, forward)
      operations.push(forward.operation)
    }
    for (const [position, operation] of (resource.operations ?? []).entries()) {
      const place = `${at}/operations/${position}`
      const route = compileRoute(pathOf(resource), resource, operation, place, context)
      const routes = addPath(merged, route.path)
      if (isTaken(routes.get(route.method) ?? [], route)) reportTaken(route.operation.summary!, place, context)
      else {
        addRoute(routes, route, at, context)
        operations.push(route.operation)
      }
    }
  }
  const paths = [...merged.values()].toSorted((a, b) => bySpecificity(a.path, b.path))
  for (const { byMethod } of paths) for (const [method, routes] of byMethod) byMethod.set(method, routes.toSorted(byDemand))
  return { paths, forwards: [...forwards.values()].toSorted((a, b) => bySpecificity(a.path, b.path)), operations }
}

/** A brace that belongs to no placeholder is asked for literally, and a name that stands twice has the later value only. */
function reportPath(path: string, at: string, context: LinkContext): void {
  const fault = pathFault(path, 'only a request with just that is answered')
  if (fault !== undefined) context.report({ ...fault, at })
}

/** Where a resource forwards, its operations take the same requests as the forward does. */
function pathOf(resource: RestResourceEntry): PathTemplate {
  const declared = String(resource.path)
  if (resource.forward === undefined) return parsePathTemplate(declared)
  const { path, query, fragment } = splitPath(declared)
  return compilePieces(greedyPieces(piecesOf(path)), query, fragment)
}

function addPath(merged: Map<string, { path: PathTemplate; byMethod: Map<string, Route[]> }>, path: PathTemplate): Map<string, Route[]> {
  const known = merged.get(path.key)
  if (known !== undefined) return known.byMethod
  const byMethod = new Map<string, Route[]>()
  merged.set(path.key, { path, byMethod })
  return byMethod
}

function addRoute(byMethod: Map<string, Route[]>, route: Route, at: string, context: LinkContext): void {
  const routes = byMethod.get(route.method) ?? []
  if (route.path.preferred.length > 0) reportFragment(route, routes.length > 0, at, context)
  byMethod.set(route.method, [...routes, route])
}

function isTaken(routes: readonly Route[], route: Route): boolean {
  const of = ({ path }: Route): string => JSON.stringify([path.required, path.preferred])
  return routes.some((one) => of(one) === of(route))
}

/** Routes that ask for more of the query come first; of those that ask for the same, one without a fragment. */
function byDemand(a: Route, b: Route): number {
  return b.path.required.length - a.path.required.length || Math.sign(a.path.preferred.length) - Math.sign(b.path.preferred.length)
}

/** The route that a request means by its query; nothing when each route asks for a query that it does not have. */
export function routeFor(routes: readonly Route[], query: string): Route | undefined {
  const [only] = routes
  if (routes.length === 1 && only!.path.required.length === 0) return only
  const given = new URLSearchParams(query)
  const fitting = routes.filter(({ path }) => hasPairs(path.required, given))
  return fitting.find(({ path }) => path.preferred.length > 0 && hasPairs(path.preferred, given)) ?? fitting[0]
}

function reportFragment(route: Route, second: boolean, at: string, context: LinkContext): void {
  const { text, label } = route.path
  const instead = text + label.slice(text.length).replace('#', label.includes('?') ? '&' : '?')
  const message = `no client sends the fragment of "${label}"${second ? `, so ${route.method} ${text} is another route` : ''}`
  const hint = `it is reached as ${instead}; write the path so`
  context.report({ severity: 'warning', code: 'NAFTIKO_ROUTE_FRAGMENT', message, hint, at: pointerTo(at, 'path') })
}

function reportTaken(what: string, at: string, context: LinkContext): void {
  context.report({
    severity: 'warning',
    code: 'NAFTIKO_ROUTE_TAKEN',
    message: `${what} is declared twice, and the first is served`,
    hint: 'remove one, or give it another path',
    at,
    key: true,
  })
}
