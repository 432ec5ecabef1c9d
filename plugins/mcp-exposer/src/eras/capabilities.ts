import { emptyObject, type JsonObject } from '@naftiko/plugin-api'
import type { Service } from '../protocol/service.ts'

/**
 * What a server promises. Changes can be told of only where there is something on which to tell; `outlives`: the connection
 * goes on with the next version of the document, which may list other things.
 */
export function capabilitiesOf({ methods, changes }: Service, canTell: boolean, outlives: boolean = false): JsonObject {
  const capabilities = emptyObject<JsonObject>()
  const listChanged: JsonObject = outlives ? { listChanged: true } : {}
  if (methods.has('tools/list')) capabilities['tools'] = listChanged
  if (methods.has('resources/list'))
    capabilities['resources'] = canTell && changes !== undefined ? { subscribe: true, listChanged: true } : listChanged
  if (methods.has('prompts/list')) capabilities['prompts'] = listChanged
  if (methods.has('completion/complete')) capabilities['completions'] = {}
  return capabilities
}
