import { emptyObject, isList, isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import type { Hearing } from '../../changes/hearing.ts'
import { type ListName, listsOf } from '../../changes/lists.ts'
import { member } from '../../json.ts'
import { notificationMessage, resultMessage } from '../../protocol/answers.ts'
import { invalid, type RequestMessage } from '../../protocol/messages.ts'
import { invalidParams } from '../../protocol/protocol-error.ts'
import type { Service } from '../../protocol/service.ts'
import type { Exchange } from '../era.ts'
import { META } from './names.ts'
import { subscriptionEnd } from './results.ts'

const MOST_URIS = 1000

/** What asks for each list, and confirms it. */
const WISHES: Readonly<Record<ListName, string>> = {
  tools: 'toolsListChanged',
  prompts: 'promptsListChanged',
  resources: 'resourcesListChanged',
}

/**
 * What `subscriptions/listen` asks for: a request that stays open and tells of changes until the client leaves, or the
 * server wants to end. It is complete in itself like any other, so nothing is lost when the next one reaches another process.
 */
export function hearingOf(service: Service, { id, params }: RequestMessage, { notify }: Exchange): Hearing {
  if (notify === undefined)
    throw invalid('a subscription needs an answer of the type text/event-stream, which the client does not accept', id)
  const { lists, uris } = wishesOf(params, service)
  const message = (method: string, more: JsonObject): string => notificationMessage(method, { ...more, _meta: { [META.subscription]: id } })
  return {
    lists,
    uris,
    beginning: message('notifications/subscriptions/acknowledged', { notifications: shown(lists, uris) }),
    message,
    ending: (info) => resultMessage(id, subscriptionEnd(info, id)),
  }
}

/** What a client wants to hear, as far as this server can tell it. */
function wishesOf(params: JsonObject, service: Service): Pick<Hearing, 'lists' | 'uris'> {
  const wanted: JsonValue | undefined = member(params, 'notifications')
  if (!isObject(wanted)) throw invalidParams('"params.notifications" must say what to listen for')
  const uris = member(wanted, 'resourceSubscriptions') ?? []
  if (!isList(uris) || uris.length > MOST_URIS || !uris.every((uri) => typeof uri === 'string'))
    throw invalidParams(`"resourceSubscriptions" must be a list of ${MOST_URIS} addresses at most`)
  return {
    lists: new Set(listsOf(service).filter((name) => member(wanted, WISHES[name]) === true)),
    uris: new Set(uris.filter((uri) => service.changes?.covers(uri) === true)),
  }
}

function shown(lists: ReadonlySet<ListName>, uris: ReadonlySet<string>): JsonObject {
  const notifications = emptyObject()
  for (const name of lists) notifications[WISHES[name]] = true
  if (uris.size > 0) notifications['resourceSubscriptions'] = [...uris]
  return notifications
}
