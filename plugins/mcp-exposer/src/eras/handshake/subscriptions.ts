import type { JsonText } from '../../protocol/answers.ts'
import type { RequestMessage } from '../../protocol/messages.ts'
import { invalidParams } from '../../protocol/protocol-error.ts'
import type { ResourceChanges } from '../../resources/changes.ts'
import { uriOf } from '../../resources/methods.ts'
import type { Connection, Exchange } from '../era.ts'

const MOST_SUBSCRIPTIONS = 1000

/** A method of this era alone. `undefined` when it does not exist under these circumstances. */
export type OwnMethod = (request: RequestMessage, exchange: Exchange) => JsonText | undefined

/**
 * The methods by which a client asks to hear of single resources. Over HTTP there is no connection: nobody could say on
 * which of the open streams the one who asked is listening, so they do not exist there.
 */
export function subscriptionMethods(changes: ResourceChanges | undefined): Readonly<Record<string, OwnMethod>> {
  if (changes === undefined) return {}
  return {
    'resources/subscribe': ({ params }, { connection }) =>
      connection === undefined ? undefined : subscribe(changes, connection, uriOf(params)),
    'resources/unsubscribe': ({ params }, { connection }) => {
      if (connection === undefined) return undefined
      connection.uris.delete(uriOf(params))
      return '{}'
    },
  }
}

function subscribe(changes: ResourceChanges, connection: Connection, uri: string): JsonText {
  if (!changes.covers(uri)) throw invalidParams(`changes of "${uri}" cannot be noticed: only files of a folder are watched`, { uri })
  if (connection.uris.size >= MOST_SUBSCRIPTIONS) throw invalidParams(`one client may have ${MOST_SUBSCRIPTIONS} subscriptions at a time`)
  connection.uris.add(uri)
  connection.introduce()
  return '{}'
}
