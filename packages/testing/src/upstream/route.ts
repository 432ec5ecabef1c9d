/** Says whether a request belongs to a route. */
export type RouteMatch = (method: string, path: string) => boolean

/**
 * Reads `GET /models`, `* /keys/{hash}` or `GET /files/*`: a method (or `*`) and a path as it travels, not decoded. A segment
 * in braces stands for any one segment, a final `*` for any rest. Throws when the text is no route.
 */
export function parseRoute(route: string): RouteMatch {
  const [, method, path] = /^(\S+) (\/\S*|\*)$/.exec(route) ?? []
  if (method === undefined || path === undefined)
    throw new TypeError(`"${route}" is no route; write a method and a path, such as "GET /models"`)
  const pattern = new RegExp(`^${path.split('/').map(segmentPattern).join('/')}$`)
  return (requested, target) => (method === '*' || method.toUpperCase() === requested) && pattern.test(target)
}

function segmentPattern(segment: string, index: number, segments: readonly string[]): string {
  if (segment === '*' && index === segments.length - 1) return '.*'
  return /^\{[^{}]+\}$/.test(segment) ? '[^/]+' : segment.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
}
