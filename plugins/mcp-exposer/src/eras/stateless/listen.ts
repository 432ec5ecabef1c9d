import { emptyObject, isList, isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import { member } from '../../json.ts'
import type { JsonText } from '../../protocol/answers.ts'
import { invalid, type RequestMessage } from '../../protocol/messages.ts'
import { ERROR, invalidParams, ProtocolError } from '../../protocol/protocol-error.ts'
import type { Service } from '../../protocol/service.ts'
import type { ResourceChanges } from '../../resources/changes.ts'
import type { Exchange } from '../era.ts'
import { META } from './names.ts'
import { subscriptionEnd } from './results.ts'

const MOST_SUBSCRIPTIONS = 1000

/** What a client wants to hear, as far as this server can tell it. */
interface Wishes {
  readonly list: boolean
  readonly uris: readonly string[]
}

/**
 * Answers `subscriptions/listen`: a request that stays open and tells of changes until the client leaves, or the server
 * wants to end. It is complete in itself like any other, so nothing is lost when the next one reaches another process.
 */
export function listenMethod(service: Service): (request: RequestMessage, exchange: Exchange) => Promise<JsonText> {
  let open = 0
  return async (request, exchange) => {
    const { notify } = exchange
    if (notify === undefined)
      throw invalid('a subscription needs an answer of the type text/event-stream, which the client does not accept', request.id)
    if (open >= MOST_SUBSCRIPTIONS) throw new ProtocolError(ERROR.internal, `there are ${open} subscriptions, and no more are taken`)
    const wishes = wishesOf(request.params, service.changes)
    const tell = (method: string, params: JsonObject): void => notify(method, { ...params, _meta: { [META.subscription]: request.id } })
    tell('notifications/subscriptions/acknowledged', { notifications: shown(wishes) })
    if (!wishes.list && wishes.uris.length === 0) return subscriptionEnd(service, request.id)
    open += 1
    try {
      await told(service.changes!, wishes, tell, exchange)
    } finally {
      open -= 1
    }
    return subscriptionEnd(service, request.id)
  }
}

/** Resolves when the server wants to end; rejects when the client has left. */
function told(
  changes: ResourceChanges,
  wishes: Wishes,
  tell: (method: string, params: JsonObject) => void,
  exchange: Exchange,
): Promise<void> {
  const uris = new Set(wishes.uris)
  return new Promise((resolve, reject) => {
    const end = changes.listen({
      onUpdated: (uri) => {
        if (uris.has(uri)) tell('notifications/resources/updated', { uri })
      },
      onListChanged: () => {
        if (wishes.list) tell('notifications/resources/list_changed', {})
      },
    })
    const { closing, signal } = exchange
    const close = (): void => over(resolve)
    const leave = (): void => over(() => reject(new ProtocolError(ERROR.internal, 'the client has left')))
    const over = (settle: () => void): void => {
      end()
      closing.removeEventListener('abort', close)
      signal.removeEventListener('abort', leave)
      settle()
    }
    closing.addEventListener('abort', close)
    signal.addEventListener('abort', leave)
    if (closing.aborted) close()
    else if (signal.aborted) leave()
  })
}

/** Tools and prompts do not change while a server runs, so there is nothing to promise about them. */
function wishesOf(params: JsonObject, changes: ResourceChanges | undefined): Wishes {
  const wanted: JsonValue | undefined = member(params, 'notifications')
  if (!isObject(wanted)) throw invalidParams('"params.notifications" must say what to listen for')
  const uris = member(wanted, 'resourceSubscriptions') ?? []
  if (!isList(uris) || uris.length > MOST_SUBSCRIPTIONS || !uris.every((uri) => typeof uri === 'string'))
    throw invalidParams(`"resourceSubscriptions" must be a list of ${MOST_SUBSCRIPTIONS} addresses at most`)
  return {
    list: changes !== undefined && member(wanted, 'resourcesListChanged') === true,
    uris: uris.filter((uri) => changes?.covers(uri) === true),
  }
}

function shown({ list, uris }: Wishes): JsonObject {
  const notifications = emptyObject()
  if (list) notifications['resourcesListChanged'] = true
  if (uris.length > 0) notifications['resourceSubscriptions'] = uris
  return notifications
}
