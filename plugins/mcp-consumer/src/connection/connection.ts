import type { InvocationError, Logger } from '@naftiko/plugin-api'
import type { McpServerDescription } from '../describe/description.ts'
import type { ToolResult } from '../result/tool-result.ts'
import type { Limits } from '../server/limits.ts'
import type { ToolCall } from '../server/server.ts'
import type { Address, Process } from '../target/place.ts'

/** A connection whose handshake is done. */
export interface Connection {
  /** Rejects with an `InvocationError`, or with a `Lost` that has one. */
  call(call: ToolCall): Promise<ToolResult>
  /** Asks for all that the server has, page by page. Rejects with an `InvocationError`. */
  describe(signal: AbortSignal): Promise<McpServerDescription>
  /** Ends it, and what is under way on it. When the signal aborts, it is ended without politeness. Safe to call twice. */
  close(signal: AbortSignal): Promise<void>
  /** Resolves when it has ended, whoever ended it. */
  readonly closed: Promise<void>
}

/** What a connection is made of. */
export interface ConnectionParts<Where = Address | Process> {
  readonly name: ServerName
  readonly place: Where
  readonly limits: Limits
  readonly log: Logger
  /** Aborted when the host stops. */
  readonly signal: AbortSignal
}

/** How messages call a server: its namespace, and its host or command without anything that could be secret. */
export interface ServerName {
  readonly namespace: string
  readonly place: string
}

/** A call failed in a way that says something about the connection. */
export class Lost extends Error {
  readonly failure: InvocationError
  /** The connection is of no use any more. */
  readonly isGone: boolean
  /** The server surely did nothing about the call. */
  readonly isHarmless: boolean

  constructor(failure: InvocationError, { isGone, isHarmless }: { readonly isGone: boolean; readonly isHarmless: boolean }) {
    super(failure.message)
    this.failure = failure
    this.isGone = isGone
    this.isHarmless = isHarmless
  }
}
