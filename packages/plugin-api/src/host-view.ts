import type { JsonObject } from './json.ts'
import type { LogFields } from './logger.ts'
import type { Diagnostic } from './problem.ts'

/**
 * What a node may know of the host that runs it, for exposers that report on the capability. It sees one capability and
 * changes nothing: whatever a port of management shows, it cannot do harm through this.
 */
export interface HostView {
  readonly capability: CapabilityView
  /** Version of the engine. */
  readonly engine: string
  /** What this host is called among several that serve the same, such as the workers of one command. */
  readonly instance?: string
  /** The state of every exposer of the capability at this moment, the asking one included. */
  exposers(): readonly ExposerView[]
  /** Bound variables that have no value. */
  missingVariables(): readonly string[]
  /** The document as the engine understood it, without a secret in it. */
  config(): JsonObject
  /** Reads the document again, as it is now, and says what is wrong with it. What runs stays as it is. */
  validate(): Promise<readonly Diagnostic[]>
  /** Tells of every call from now on, until the result is called. An observer that throws is ignored. */
  observe(observer: CallObserver): () => void
  /** Passes on every log line of this capability from now on, secrets masked, until the result is called. */
  logs(listener: (line: LogLine) => void): () => void
}

/** The capability, in the words of its document. */
export interface CapabilityView {
  readonly name: string
  readonly description?: string
  /** Version of the specification that the document says it follows. */
  readonly specification?: string
}

/** One exposer, and whether callers get through to it. */
export interface ExposerView {
  readonly type: string
  readonly namespace: string
  readonly transport: string
  /** Absent where it is not reached by URL, or no port was opened. */
  readonly url?: string
  readonly state: 'started' | 'stopped'
}

/** One call of an operation, from when it begins. The same object is given when it ends. */
export interface ObservedCall {
  /** `<namespace>.<name>`. */
  readonly operation: string
  /** `exposed`: a route or tool. `consumed`, `function`: what one of those called. */
  readonly kind: 'consumed' | 'function' | 'exposed'
  readonly traceparent: string
  /** Milliseconds since 1970. */
  readonly startedAt: number
}

/** How a call ended: with its outcome, or with an error. A stream counts as ended when its first bytes may be read. */
export interface CallEnd {
  readonly durationMs: number
  /** HTTP status of the outcome, or of the error. */
  readonly status: number
  /** Code of the error. */
  readonly error?: string
}

export interface CallObserver {
  began?(call: ObservedCall): void
  ended(call: ObservedCall, end: CallEnd): void
}

export interface LogLine {
  readonly time: string
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly message: string
  readonly fields: LogFields
}
