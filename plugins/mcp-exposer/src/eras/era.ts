import type { IncomingHttpHeaders } from 'node:http'
import type { JsonObject, JsonValue, MaybePromise } from '@naftiko/plugin-api'
import type { Hearing } from '../changes/hearing.ts'
import type { Result } from '../protocol/answers.ts'
import type { Messages, NotificationMessage, RequestMessage } from '../protocol/messages.ts'
import type { Service } from '../protocol/service.ts'

/**
 * One way in which clients and servers come to an understanding: what a message must carry, which methods there are
 * beside those of every era, and what an answer looks like. Which era speaks is decided for each message anew.
 */
export interface Era {
  /** The revisions that it speaks, the newest first. */
  readonly versions: readonly string[]
  /** Whether a message is meant for it. Headers are absent over streams. */
  claims(message: JsonValue, headers: IncomingHttpHeaders | undefined): boolean
  /** Reads what came. Throws a `ProtocolError` for what this era does not take. */
  accept(message: JsonValue, headers: IncomingHttpHeaders | undefined): Messages
  /** Whether the client should be told things while the request is answered. */
  isTalkative(request: RequestMessage): boolean
  /**
   * Answers a request with its result, or with what its client wants to hear for as long as it stays. Rejects with a
   * `ProtocolError`, or with anything after the signal was aborted.
   */
  answer(request: RequestMessage, exchange: Exchange): MaybePromise<Result | Hearing>
  /**
   * What a client is told that opens a stream without a request (GET). Absent where there is no such thing. Throws a
   * `ProtocolError` for headers that this era does not take.
   */
  hearing?(headers: IncomingHttpHeaders): Hearing
  /** Takes note of a message that wants no answer. Only what happens on a connection can have an effect. */
  hear(notification: NotificationMessage, connection: Connection): void
}

/** Makes an era for a server. The list of eras is a list of these. */
export type EraOf = (service: Service) => Era

/** What a transport lends to one request. */
export interface Exchange {
  readonly signal: AbortSignal
  readonly headers?: IncomingHttpHeaders
  /** The toolsets that the client chose; absent for all tools. */
  readonly toolset?: readonly string[]
  /** Tells the client something while the request is answered. Absent where the transport cannot. */
  notify?(method: string, params: JsonObject): void
  /** Absent where every request stands alone. */
  readonly connection?: Connection
}

/** One client, for as long as it stays. */
export interface Connection {
  /** Resources of whose changes it is told. They are forgotten with the connection. */
  readonly uris: Set<string>
  /** It understands from now on what it is told unasked. */
  introduce(): void
  /** Aborts a request that is being answered. */
  cancel(id: string | number): void
}
