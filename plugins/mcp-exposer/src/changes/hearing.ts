import type { JsonObject } from '@naftiko/plugin-api'
import { type JsonText, notificationMessage } from '../protocol/answers.ts'
import type { ServerInfo } from '../protocol/service.ts'
import { EVERY_LIST, type ListName } from './lists.ts'

/**
 * What one client wants to be told, and in which words. It knows neither server nor transport, and so it outlives the
 * version of the document under which it began.
 */
export interface Hearing {
  readonly lists: ReadonlySet<ListName>
  /** Resources of whose changes it is told. */
  readonly uris: ReadonlySet<string>
  /** Said before anything else. */
  readonly beginning?: JsonText
  message(method: string, params: JsonObject): JsonText
  /** The last words, where there is a request that has to be answered. */
  ending?(info: ServerInfo): JsonText
}

/** Whether there is nothing of which it could be told, so that it need not wait. */
export function isDeaf({ lists, uris }: Hearing): boolean {
  return lists.size === 0 && uris.size === 0
}

/** A client that did not say what it wants to hear is told of every list, and of these resources. */
export function unasked(uris: ReadonlySet<string> = new Set()): Hearing {
  return { lists: EVERY_LIST, uris, message: notificationMessage }
}
