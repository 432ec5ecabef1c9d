import type { CompileContext } from '@naftiko/plugin-api'
import type { HttpConsumesEntry, HttpOperationEntry, HttpResourceEntry } from './entry.ts'

/** The path of one operation. */
export type OperationPath = (resource: HttpResourceEntry, operation: HttpOperationEntry, at: string) => string

/**
 * How the paths of operations are meant, which no grammar says: in the place of the path of the resource where they begin
 * with it, else behind it. An entry in which one is a replacement writes none of them relative.
 */
export function compileOperationPaths(entry: HttpConsumesEntry, context: CompileContext): OperationPath {
  const all = (entry.resources ?? []).flatMap((resource) => (resource.operations ?? []).map((operation) => ({ resource, operation })))
  const replacing = all.some(({ resource, operation }) => {
    const base = rooted(resource.path ?? '').replace(/\/$/, '')
    return operation.path !== undefined && base !== '' && isBelow(rooted(operation.path), base)
  })
  return (resource, operation, at) => {
    const base = rooted(resource.path ?? '')
    if (operation.path === undefined) return base
    const own = rooted(operation.path)
    const path = isBelow(own, base) || (replacing && own.startsWith('/')) ? own : base.replace(/\/$/, '') + own
    report(path, at, context)
    return path
  }
}

function isBelow(path: string, base: string): boolean {
  return path.startsWith(base) && (path.length === base.length || base.endsWith('/') || /[/?#:.{]/.test(path.charAt(base.length)))
}

/** `:verb` continues the last segment of the resource, and a query its path; any other text begins a segment. */
function rooted(path: string): string {
  return path === '' || /^[/?#:]/.test(path) ? path : `/${path}`
}

function report(path: string, at: string, context: CompileContext): void {
  context.report({
    severity: 'warning',
    code: 'NAFTIKO_OPERATION_PATH',
    message: `the operation has a path of its own, and "${path}" is called`,
    hint: 'give the operation a resource of its own, with this path',
    at: `${at}/path`,
    key: true,
  })
}
