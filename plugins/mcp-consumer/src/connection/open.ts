import type { Connection, ConnectionParts } from './connection.ts'
import { openHttp } from './http/open-http.ts'
import { openProcess } from './stdio/open-process.ts'

/** Connects to a server. The only door to the client library, so that it is loaded with the first call. Rejects with an `InvocationError`. */
export function openConnection(parts: ConnectionParts): Promise<Connection> {
  const { place } = parts
  return place.kind === 'http' ? openHttp({ ...parts, place }) : openProcess({ ...parts, place })
}
