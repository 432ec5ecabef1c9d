import type { LinkContext } from '@naftiko/plugin-api'
import type { RestExposesEntry } from './entry.ts'
import { bySpecificity, parsePathTemplate, type PathTemplate } from './path-template.ts'
import { compileRoute, type Route } from './route.ts'

/** All methods of one path. */
export interface PathRoutes {
  readonly path: PathTemplate
  readonly byMethod: ReadonlyMap<string, Route>
}

/** Compiles every operation; resources with the same path become one, and the most literal path comes first. */
export function compileRoutes(entry: RestExposesEntry, context: LinkContext): readonly PathRoutes[] {
  const merged = new Map<string, { path: PathTemplate; byMethod: Map<string, Route> }>()
  for (const [index, resource] of (entry.resources ?? []).entries()) {
    const at = `/resources/${index}`
    const path = parsePathTemplate(String(resource.path))
    if (path.trailing) reportTrailing(String(resource.path), at, context)
    if (resource.forward !== undefined) reportForward(at, context)
    const paths = merged.get(path.key) ?? { path, byMethod: new Map<string, Route>() }
    merged.set(path.key, paths)
    for (const [position, operation] of (resource.operations ?? []).entries()) {
      const place = `${at}/operations/${position}`
      const route = compileRoute(path, resource, operation, place, context)
      if (paths.byMethod.has(route.method)) reportTaken(route, place, context)
      else paths.byMethod.set(route.method, route)
    }
  }
  return [...merged.values()].toSorted((a, b) => bySpecificity(a.path, b.path))
}

function reportTrailing(path: string, at: string, context: LinkContext): void {
  context.report({
    severity: 'warning',
    code: 'NAFTIKO_ROUTE_QUERY',
    message: `"${path}" has a query or a fragment, which no request is told apart by; only the path counts`,
    hint: 'declare the query as inputParameters',
    at: `${at}/path`,
  })
}

function reportForward(at: string, context: LinkContext): void {
  context.report({
    severity: 'warning',
    code: 'NAFTIKO_NOT_SUPPORTED_YET',
    message: '"forward" is not run by this version',
    hint: 'declare the operations that should be served',
    at: `${at}/forward`,
    key: true,
  })
}

function reportTaken(route: Route, at: string, context: LinkContext): void {
  context.report({
    severity: 'warning',
    code: 'NAFTIKO_ROUTE_TAKEN',
    message: `${route.method} ${route.path.text} is declared twice, and the first is served`,
    hint: 'remove one, or give it another path',
    at,
    key: true,
  })
}
