import type { LinkContext } from '@naftiko/plugin-api'
import { compileFinder } from '../finder.ts'
import type { PathRoutes } from '../routes.ts'

/** Where the page is. Its parts are below. */
export const DOCS_PATH = '/docs'

/** Whether a path is that of the page or of a part of it. */
export function isDocs(path: string): boolean {
  return path.startsWith(DOCS_PATH) && (path.length === DOCS_PATH.length || '/?'.includes(path[DOCS_PATH.length]!))
}

/** Whether the page can be served. What the document declares itself goes first, and then its author is told. */
export function canServeDocs(paths: readonly PathRoutes[], context: LinkContext): boolean {
  const own = paths.find(({ path }) => isDocs(path.text))?.path.text
  const taken = own ?? (compileFinder(paths)('/openapi.json') === undefined ? undefined : '/openapi.json')
  if (taken === undefined) return true
  context.report({
    severity: 'warning',
    code: 'NAFTIKO_DOCS_TAKEN',
    message: `the page of documentation is left out: the document serves ${taken} itself`,
    hint: 'rename the path, or write "docs: false"',
    at: '/resources',
  })
  return false
}
