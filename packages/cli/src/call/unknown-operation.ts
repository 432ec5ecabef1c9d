import type { GraphDescription, GraphNode } from '@naftiko/core'
import { suggestNearest } from '../args.ts'
import { UsageError } from '../usage-error.ts'

const CALLABLE: ReadonlySet<GraphNode['kind']> = new Set(['operation', 'function', 'route'])

/** An error that says what could have been called. */
export async function unknownOperation(operation: string | undefined, { nodes }: GraphDescription): Promise<UsageError> {
  const names = nodes.filter(({ kind }) => CALLABLE.has(kind)).map(({ id }) => id)
  const list =
    names.length === 0 ? 'this document has no operations' : `operations of this document:\n${names.map((name) => `  ${name}`).join('\n')}`
  if (operation === undefined) return new UsageError(`name the operation to call; ${list}`)
  const meant = await nearestOperations(operation, names)
  const question = meant.length === 0 ? '' : `did you mean ${meant.map((name) => `"${name}"`).join(' or ')}? `
  return new UsageError(`there is no operation "${operation}"; ${question}${list}`)
}

/** The commonest slip is to leave the namespace out. */
async function nearestOperations(operation: string, names: readonly string[]): Promise<readonly string[]> {
  const withoutNamespace = names.filter((name) => name.endsWith(`.${operation}`))
  if (withoutNamespace.length > 0) return withoutNamespace
  const nearest = await suggestNearest(operation, names)
  return nearest === undefined ? [] : [nearest]
}
