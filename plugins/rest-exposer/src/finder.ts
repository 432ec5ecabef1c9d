import type { PathTemplate } from './path-template.ts'
import type { PathRoutes } from './routes.ts'

/** The path of a request, found among those that are declared. */
export interface Found {
  readonly routes: PathRoutes
  /** Encoded values of the path's variables. */
  readonly captures: readonly string[]
}

const NOTHING: readonly string[] = []
/** A text that clients send in one way only. */
const PLAIN = /^[\w.~/-]*$/

/**
 * Compiles the search for the path of a request: the most literal one that matches. Literal paths are looked up at once;
 * of the others, only those are tried whose first segment can be that of the request.
 */
export function compileFinder(paths: readonly PathRoutes[]): (path: string) => Found | undefined {
  const literal = new Map<string, Found>()
  for (const routes of paths) if (isLiteral(routes.path)) literal.set(trimmed(routes.path.text), { routes, captures: NOTHING })
  const others = paths.filter(({ path }) => !isLiteral(path))
  const anywhere = others.filter(({ path }) => firstOf(path) === undefined)
  const byFirst = new Map<string, readonly PathRoutes[]>()
  for (const first of new Set(others.map(({ path }) => firstOf(path)))) {
    if (first !== undefined)
      byFirst.set(
        first,
        others.filter(({ path }) => [first, undefined].includes(firstOf(path))),
      )
  }
  return (path) => {
    const at = literal.get(path) ?? literal.get(trimmed(path))
    if (at !== undefined) return at
    for (const routes of byFirst.get(segmentOf(path)) ?? anywhere) {
      const match = routes.path.pattern.exec(path)
      if (match !== null) return { routes, captures: match.slice(1) }
    }
    return undefined
  }
}

function isLiteral({ text, variables }: PathTemplate): boolean {
  return variables.length === 0 && PLAIN.test(text)
}

/** The first segment, where every request must have the same. */
function firstOf({ text }: PathTemplate): string | undefined {
  const segment = segmentOf(text)
  return PLAIN.test(segment) ? segment : undefined
}

function segmentOf(path: string): string {
  const end = path.indexOf('/', 1)
  return end === -1 ? path.slice(1) : path.slice(1, end)
}

/** A slash at the end makes no difference. */
function trimmed(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}
