import type { Target } from './targets.ts'

/** What is known of the operation that calls. */
export interface Caller {
  /** Its method and path. */
  readonly like?: string | undefined
  readonly description?: string | undefined
}

/**
 * Which of several operations with one name is meant: the one with the method and path of the caller, else the one with
 * its description, else the first. Generated documents cut long names short, and then several end up the same.
 */
export function mostLike({ like, description }: Caller, target: Target | undefined): Target | undefined {
  if (target?.namesakes === undefined) return target
  const all = [target, ...target.namesakes]
  return (
    (like === undefined ? undefined : all.find(({ operation }) => isAlike(like, operation.summary))) ??
    (description === undefined ? undefined : all.find(({ operation }) => operation.description === description)) ??
    target
  )
}

/** The same method, and one path is the end of the other: either side may have a prefix. Names of variables do not matter. */
function isAlike(like: string, summary: string | undefined): boolean {
  if (summary === undefined) return false
  const [method, path] = split(like)
  const [otherMethod, otherPath] = split(summary)
  return method === otherMethod && path.length > 1 && otherPath.length > 1 && (path.endsWith(otherPath) || otherPath.endsWith(path))
}

function split(summary: string): readonly [method: string, path: string] {
  const [method = '', ...path] = summary.split(' ')
  const plain = path.join(' ').replaceAll(/\{\{?\+?[^{}]*\}?\}/g, '{}')
  return [method, plain.replace(/\/$/, '')]
}
