import type { Api, ApiCredential, ApiOperation, ApiServer } from '../api/api.ts'
import { kebab } from '../names/kebab.ts'
import { UniqueNames } from '../names/unique.ts'
import { groupBy } from './group-by.ts'

/** Operations that are called at one address with one credential: one entry of `consumes`. */
export interface Group {
  readonly namespace: string
  readonly server: ApiServer
  readonly security: readonly ApiCredential[]
  readonly operations: readonly ApiOperation[]
}

/** The operations by address and credential. The largest group has the plain namespace; the others say what makes them different. */
export function groupsOf(api: Api, namespace: string): readonly Group[] {
  const commonest = commonestCredentials(api.operations)
  const bySurface = groupBy(api.operations, ({ server: { url }, security }) =>
    JSON.stringify([url, security.length > 0 ? keyOf(security) : (commonest.get(url) ?? '')]),
  )
  const groups = [...bySurface.values()].map((operations) => {
    const asking = operations.find((operation) => operation.security.length > 0) ?? operations[0]!
    return { server: asking.server, security: asking.security, operations }
  })
  const main = groups.reduce<(typeof groups)[number] | undefined>(
    (best, group) => (best === undefined || group.operations.length > best.operations.length ? group : best),
    undefined,
  )
  const names = new UniqueNames()
  names.take(namespace)
  return groups.map((group) => ({
    ...group,
    namespace: group === main ? namespace : names.take(`${namespace}-${differenceOf(group, main!)}`),
  }))
}

/**
 * What most operations of an address present. One that asks for no credential goes with them: to be identified does no
 * harm where others are.
 */
function commonestCredentials(operations: readonly ApiOperation[]): ReadonlyMap<string, string> {
  const asking = operations.filter(({ security }) => security.length > 0)
  const byAddress = groupBy(asking, ({ server }) => server.url)
  return new Map(
    [...byAddress].map(([url, neighbours]) => {
      const counts = [...groupBy(neighbours, ({ security }) => keyOf(security))]
      return [url, counts.toSorted(([, a], [, b]) => b.length - a.length)[0]![0]]
    }),
  )
}

function keyOf(security: readonly ApiCredential[]): string {
  return security.map(({ id }) => id).join(' ')
}

function differenceOf(group: Omit<Group, 'namespace'>, main: Omit<Group, 'namespace'>): string {
  if (group.server.url === main.server.url) return kebab(keyOf(group.security)) || 'public'
  const host = /^https?:\/\/([^/?#]+)/i.exec(group.server.url)?.[1] ?? ''
  return kebab(host.split('.')[0]!) || 'other'
}
