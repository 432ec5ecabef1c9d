import type { ByteStream } from '@naftiko/plugin-api'
import type { Body } from '../request.ts'
import type { Timeouts } from '../timeouts.ts'
import type { UpstreamName } from './failure.ts'

/** A request, complete. */
export interface UpstreamRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Body
  readonly signal: AbortSignal
  /** Path and query go out exactly as they stand in `url`; otherwise as the URL standard writes them. */
  readonly verbatim?: boolean
}

/** An answer whose body has not been read. Whoever gets one reads it to its end, discards or destroys it. */
export interface UpstreamResponse {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: ResponseBody
}

export interface ResponseBody {
  /** Rejects with an `UnavailableError` that says how it broke off, or with a `CancelledError`. Whoever stops reading ends the exchange. */
  readonly stream: ByteStream
  /** Reads away what nobody wants, so that the connection is free again; a long body costs the connection. */
  discard(): void
  /** Ends the exchange, and with it the connection. */
  destroy(): void
}

export interface ClientOptions {
  readonly name: UpstreamName
  readonly timeouts: Timeouts
  /** Connections to one origin at most. */
  readonly connections: number
}

/** The connections to one upstream: kept alive, bounded in number, closed with the host. */
export interface Client {
  /** Loads the HTTP client, so that the first call does not pay for it. */
  open(): Promise<void>
  /**
   * Sends a request. Sends it once more only where that cannot do harm: the connection was never opened, or died unused
   * under an idempotent request. Rejects with an `UnavailableError` when no answer came, or with a `CancelledError`.
   */
  send(request: UpstreamRequest): Promise<UpstreamResponse>
  close(): void
}
