import type { IncomingMessage, ServerResponse } from 'node:http'

/** A response that stays open until its client leaves. It can outlive the node that began it. */
export interface Standing {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** What the node that began it knows of it. Only nodes of its own plugin understand that, and they check that it is theirs. */
  readonly state: unknown
  /** Ends it in good order, because nobody goes on with it. Safe to call twice. */
  end(): void
}
