import { extended, type JsonText, Prepared, type Result } from '../../protocol/answers.ts'
import type { RequestId } from '../../protocol/protocol-error.ts'
import type { ServerInfo, Service } from '../../protocol/service.ts'
import { META } from './names.ts'

/** What a client, or a cache on the way, may keep. */
const CACHEABLE: ReadonlySet<string> = new Set([
  'tools/list',
  'prompts/list',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'server/discover',
])

/**
 * Adds to a result what every result of these revisions says about itself. One that was made for what the client
 * chose or sent along is its own: caches on the way may not know of that.
 */
export type Complete = (method: string, result: Result, isOwn: boolean) => Result

export function completer({ info, cache }: Service): Complete {
  const always = `"resultType":"complete","_meta":${JSON.stringify({ [META.serverInfo]: info })}`
  const kept = (scope: string): string => `${always},"ttlMs":${cache.ttlMs},"cacheScope":${JSON.stringify(scope)}`
  const [shared, own] = [kept(cache.scope), kept('private')]
  const prepared = new Map([always, shared, own].map((members) => [members, new WeakMap<Prepared, Prepared>()]))
  return (method, result, isOwn) => {
    const members = CACHEABLE.has(method) ? (isOwn ? own : shared) : always
    return typeof result === 'string' ? extended(result, members) : extendedOnce(result, members, prepared.get(members)!)
  }
}

function extendedOnce(result: Prepared, members: JsonText, known: WeakMap<Prepared, Prepared>): Prepared {
  const before = known.get(result)
  if (before !== undefined) return before
  const made = new Prepared(extended(result.text, members))
  known.set(result, made)
  return made
}

/** What ends a subscription in good order. */
export function subscriptionEnd(info: ServerInfo, id: RequestId): JsonText {
  return JSON.stringify({ resultType: 'complete', _meta: { [META.subscription]: id, [META.serverInfo]: info } })
}
