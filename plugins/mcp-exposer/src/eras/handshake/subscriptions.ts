import type { JsonText } from '../../protocol/answers.ts'
import { invalidParams } from '../../protocol/protocol-error.ts'
import type { ResourceChanges } from '../../resources/changes.ts'
import type { Connection } from '../era.ts'

const MOST_SUBSCRIPTIONS = 1000

/** What the clients of one server want to hear about its resources. It is forgotten with the connection. */
export class Subscriptions {
  readonly #changes: ResourceChanges
  readonly #connections = new WeakMap<Connection, Set<string>>()

  constructor(changes: ResourceChanges) {
    this.#changes = changes
  }

  /** Begins to tell the client of changes: of the list always, of what is at an address when it asks for that. */
  begin(connection: Connection): Set<string> {
    const known = this.#connections.get(connection)
    if (known !== undefined) return known
    const uris = new Set<string>()
    this.#connections.set(connection, uris)
    if (connection.signal.aborted) return uris
    const end = this.#changes.listen({
      onUpdated: (uri) => {
        if (uris.has(uri)) connection.notify('notifications/resources/updated', { uri })
      },
      onListChanged: () => connection.notify('notifications/resources/list_changed', {}),
    })
    connection.signal.addEventListener('abort', end, { once: true })
    return uris
  }

  subscribe(connection: Connection, uri: string): JsonText {
    if (!this.#changes.covers(uri))
      throw invalidParams(`changes of "${uri}" cannot be noticed: only files of a folder are watched`, { uri })
    const uris = this.begin(connection)
    if (uris.size >= MOST_SUBSCRIPTIONS) throw invalidParams(`one client may have ${MOST_SUBSCRIPTIONS} subscriptions at a time`)
    uris.add(uri)
    return '{}'
  }

  unsubscribe(connection: Connection, uri: string): JsonText {
    this.#connections.get(connection)?.delete(uri)
    return '{}'
  }
}
