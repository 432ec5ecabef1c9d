import type { CallerHeaders, JsonObject, MaybePromise, TraceContext } from '@naftiko/plugin-api'
import type { Result } from './answers.ts'

/** What surrounds one call of a method. */
export interface MethodCall {
  /** Aborted when the client is gone or has cancelled, and when the host gives up waiting. */
  readonly signal: AbortSignal
  /** Continues the trace of the client. */
  trace(): TraceContext
  /** What the caller itself says to consumed APIs. */
  readonly callerHeaders?: CallerHeaders
  /** The toolsets that the client chose, all of which exist; absent for all tools. */
  readonly toolset?: readonly string[]
  /** Tells the client how far it is. Absent where it did not ask, or cannot be told. */
  onProgress?(message: string): void
}

/**
 * A method that means the same in every revision of the protocol. Its result is an object as JSON text, to which a
 * revision may add members of its own. Rejects only with a `ProtocolError`, or with anything after `signal` was aborted.
 */
export type Method = (params: JsonObject, call: MethodCall) => MaybePromise<Result>

/** The methods of one server, by name. */
export type Methods = ReadonlyMap<string, Method>
