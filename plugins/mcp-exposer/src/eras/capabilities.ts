import { emptyObject, type JsonObject } from '@naftiko/plugin-api'
import type { Service } from '../protocol/service.ts'

/** What a server promises. Changes can be told of only where there is something on which to tell. */
export function capabilitiesOf({ methods, changes }: Service, canTell: boolean): JsonObject {
  const capabilities = emptyObject<JsonObject>()
  if (methods.has('tools/list')) capabilities['tools'] = {}
  if (methods.has('resources/list'))
    capabilities['resources'] = canTell && changes !== undefined ? { subscribe: true, listChanged: true } : {}
  if (methods.has('prompts/list')) capabilities['prompts'] = {}
  if (methods.has('completion/complete')) capabilities['completions'] = {}
  return capabilities
}
