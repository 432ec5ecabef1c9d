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

/** Adds to a result what every result of these revisions says about itself. */
export type Complete = (method: string, result: JsonText) => JsonText

export function completer({ info, cache }: Service): Complete {
  const always = `"resultType":"complete","_meta":${JSON.stringify({ [META.serverInfo]: info })}`
  const cacheable = `${always},"ttlMs":${cache.ttlMs},"cacheScope":${JSON.stringify(cache.scope)}`
  return (method, result) => extended(result, CACHEABLE.has(method) ? cacheable : always)
}

/** What ends a subscription in good order. */
export function subscriptionEnd({ info }: Service, id: RequestId): JsonText {
  return JSON.stringify({ resultType: 'complete', _meta: { [META.subscription]: id, [META.serverInfo]: info } })
}
