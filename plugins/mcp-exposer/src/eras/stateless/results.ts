import { extended, type JsonText } from '../../protocol/answers.ts'
import type { RequestId } from '../../protocol/protocol-error.ts'
import type { Service } from '../../protocol/service.ts'
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
export type Complete = (method: string, result: JsonText, isOwn: boolean) => JsonText

export function completer({ info, cache }: Service): Complete {
  const always = `"resultType":"complete","_meta":${JSON.stringify({ [META.serverInfo]: info })}`
  const kept = (scope: string): string => `${always},"ttlMs":${cache.ttlMs},"cacheScope":${JSON.stringify(scope)}`
  const [shared, own] = [kept(cache.scope), kept('private')]
  return (method, result, isOwn) => extended(result, CACHEABLE.has(method) ? (isOwn ? own : shared) : always)
}

/** What ends a subscription in good order. */
export function subscriptionEnd({ info }: Service, id: RequestId): JsonText {
  return JSON.stringify({ resultType: 'complete', _meta: { [META.subscription]: id, [META.serverInfo]: info } })
}
