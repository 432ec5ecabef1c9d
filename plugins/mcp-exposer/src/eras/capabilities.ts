import { emptyObject, type JsonObject } from '@naftiko/plugin-api'
import { listsOf } from '../changes/lists.ts'
import type { Service } from '../protocol/service.ts'

/** What can be told to a client, and what follows from that for what is promised to it. */
export interface Told {
  /** It hears of lists, which may be others in the next version of the document. */
  readonly ofLists: boolean
  /** It can ask to hear of single resources. */
  readonly ofResources: boolean
}

/** What a server promises. */
export function capabilitiesOf(service: Service, { ofLists, ofResources }: Told): JsonObject {
  const capabilities = emptyObject<JsonObject>()
  for (const name of listsOf(service)) capabilities[name] = ofLists ? { listChanged: true } : {}
  const { methods, changes } = service
  if (methods.has('resources/list') && ofResources && changes !== undefined)
    capabilities['resources'] = { subscribe: true, ...(capabilities['resources'] as JsonObject) }
  if (methods.has('completion/complete')) capabilities['completions'] = {}
  return capabilities
}
