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
    (like === undefined ? undefined : ofSameRoute(like, all)) ??
    (description === undefined ? undefined : all.find(({ operation }) => operation.description === description)) ??
    target
  )
}

/** The same method and the same path, or one path is the end of the other: either side may have a prefix. */
function ofSameRoute(like: string, all: readonly Target[]): Target | undefined {
  const [method, path] = split(like)
  const routes = all.flatMap((target) => {
    const [ownMethod, own] = split(target.operation.summary ?? '')
    return ownMethod === method && own.startsWith('/') ? [{ target, own }] : []
  })
  const alike = routes.filter(({ own }) => path !== '' && (own.endsWith(path) || path.endsWith(own)))
  return (routes.find(({ own }) => own === path) ?? alike[0])?.target
}

/** Names of variables do not matter, and neither does a slash at the end. */
function split(summary: string): readonly [method: string, path: string] {
  const [method = '', ...path] = summary.split(' ')
  const plain = path.join(' ').replaceAll(/\{\{?\+?[^{}]*\}?\}/g, '{}')
  return [method, plain.replace(/\/$/, '')]
}
