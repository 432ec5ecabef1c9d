import type { CallerHeaders } from './caller-headers.ts'
import type { JsonObject, JsonValue, MaybePromise } from './json.ts'

/** Runs one operation. Rejects only with an `InvocationError`; anything else is reported as a fault of the engine. */
export type Invoke = (invocation: Invocation) => Promise<Outcome>

/** One call of one operation: the value that travels the hot path. */
export interface Invocation {
  /** The called operation, `openrouter.listmodels`. */
  readonly operation: string
  /** Named arguments. */
  readonly input: JsonObject
  /**
   * The body of the caller.
   *
   * `null` means that the caller could have sent one and did not. `undefined` means that the caller has no notion of
   * a body (a tool call, `invoke`): arguments that nothing else consumes become a JSON body where the operation takes one.
   */
  readonly payload?: Payload | null
  /**
   * Aborted when the caller is gone, a deadline has passed or the host gives up draining. Calls share it where they come
   * over one connection, so that it may be aborted after this call, too: take listeners away when the call is over.
   */
  readonly signal: AbortSignal
  readonly trace: TraceContext
  /**
   * What the caller itself says to consumed APIs, where the document lets it through; consumers that have a place for it
   * ask with their namespace. Their own credential wins over it.
   */
  readonly callerHeaders?: CallerHeaders
  /** `Accept-Encoding` of a caller that takes the bytes as they are; absent where someone must read them. */
  readonly acceptEncoding?: string
  /** Told how far the call has come, where its caller wants to know. Never throws, and nobody waits for it. */
  readonly onProgress?: OnProgress
}

/** News of a call that is under way, in the words of whoever works on it. */
export type OnProgress = (message: string) => void

/** A body on its way in: parsed, as bytes, or both. */
export interface Payload {
  /** The content type as the caller sent it, parameters included. */
  readonly mediaType: string
  /** The body as it was sent. Absent where only a value exists. */
  readonly bytes?: Uint8Array | AsyncIterable<Uint8Array>
  /** Length of `bytes`, when it is known. */
  readonly length?: number
  /** The parsed body, where something reads it. */
  readonly value?: JsonValue
}

/** W3C trace context of the call. */
export interface TraceContext {
  readonly traceparent: string
  readonly tracestate?: string
}

/** The result of an invocation: a JSON value, or bytes that nobody has read yet. */
export type Outcome = ValueOutcome | StreamOutcome

export interface ValueOutcome extends Blocks {
  readonly kind: 'value'
  readonly value: JsonValue
  readonly metadata: OutcomeMetadata
}

/**
 * What a result has besides being a value or bytes, where its source answers in pieces: the same result as content blocks
 * of the Model Context Protocol (text, image, audio, resource, link). Exposers that have such blocks pass them on as they
 * are; for all others the value or the bytes are the whole of it. A mapping makes something else of a result, without blocks.
 */
export interface Blocks {
  readonly blocks?: readonly JsonObject[]
}

/**
 * Bytes as they arrive. Whoever receives one must finish or cancel `chunks`; leaving it alone leaks a connection.
 * Iterating rejects with an `UnavailableError` when the source breaks off: a cut stream never looks like a clean end.
 */
export interface StreamOutcome extends Blocks {
  readonly kind: 'stream'
  /** The content type as the source sent it, parameters included; empty when it sent none. */
  readonly mediaType: string
  /** A `ByteStream` where that is what the source has; `eachPiece` reads either. */
  readonly chunks: AsyncIterable<Uint8Array>
  readonly metadata: OutcomeMetadata
  /** How to read the bytes as a value. Absent: by media type. */
  readonly decode?: Decoder
  /** What is known only at the end. Whoever reads `chunks` to their end adds it to the headers, or sends it after the body. */
  readonly trailers?: Trailers
}

/** Headers that a stream has after its last piece. */
export interface Trailers {
  /** Those that it may have, in lower case. */
  readonly names: readonly string[]
  /** Those that it has. To be asked once `chunks` have ended. */
  read(): Readonly<Record<string, string>>
}

export interface OutcomeMetadata {
  /** HTTP status of the source; absent where there was none. Below 400, as failures are errors, except for what is relayed. */
  readonly status?: number
  /** End-to-end headers of the source, names in lower case. Neither hop-by-hop headers nor cookies are among them. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
}

/**
 * Bytes of one format → JSON. Throws a plain `Error` whose message says what is wrong with the bytes, or an
 * `InvocationError` when it is not their fault.
 */
export type Decoder = (bytes: Uint8Array) => MaybePromise<JsonValue>
