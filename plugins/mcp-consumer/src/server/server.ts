import {
  unlessAborted,
  type CallerHeaders,
  CancelledError,
  InvocationError,
  type Invocation,
  type JsonObject,
  type Logger,
  type StartContext,
  type StopContext,
} from '@naftiko/plugin-api'
import { type Connection, Lost } from '../connection/connection.ts'
import type { ToolResult } from '../result/tool-result.ts'
import type { Place, Target, Variables } from '../target/place.ts'
import type { Limits } from './limits.ts'
import { Shared } from './shared.ts'

export interface ServerParts {
  readonly namespace: string
  readonly target: Target
  readonly limits: Limits
}

/** A call of a tool, complete. */
export interface ToolCall extends Pick<Invocation, 'signal' | 'trace' | 'onProgress'> {
  readonly tool: string
  readonly arguments: JsonObject
  /** Twice is the same as once, so that it may be sent again when nobody knows whether it arrived. */
  readonly isRepeatable: boolean
}

/** A server in a running host. */
interface Running {
  readonly variables: Variables
  readonly place: Place
  readonly log: Logger
  readonly stopped: AbortController
}

const NO_VARIABLES: Variables = {}

/**
 * One MCP server: where it is, and the connection to it. That is made by the first call, shared by all, and made anew by
 * the next call after it was lost.
 */
export class Server {
  readonly #parts: ServerParts
  #running: Running | undefined
  #hasRefused = false
  /** The connection that calls use. */
  #current: Promise<Shared> | undefined
  /** Every connection that is open: those that were given up end with their last call. */
  readonly #open = new Set<Connection>()

  constructor(parts: ServerParts) {
    this.#parts = parts
  }

  /** Those of the running host. */
  get variables(): Variables {
    return this.#running?.variables ?? NO_VARIABLES
  }

  async start({ variables, baseUri, log }: StartContext): Promise<void> {
    this.#running ??= { variables, place: this.#parts.target(variables, baseUri), log, stopped: new AbortController() }
  }

  async stop({ signal }: StopContext): Promise<void> {
    const making = this.#current
    this.#running?.stopped.abort()
    this.#running = undefined
    this.#current = undefined
    // One that is being made ends by itself.
    await making?.catch(() => undefined)
    await Promise.all([...this.#open].map((connection) => connection.close(signal)))
  }

  /** Whoever lets headers of callers through to this server should know that they end here. Told once. */
  refuseHeaders(callerHeaders: CallerHeaders): void {
    const { namespace } = this.#parts
    if (this.#hasRefused || Object.keys(callerHeaders(namespace)).length === 0) return
    this.#hasRefused = true
    this.#running?.log.warn(`headers of callers are not passed on to "${namespace}": all of them share one connection to an MCP server`)
  }

  /** Rejects with an `InvocationError`. What the tool itself says about failing is a result. */
  async call(call: ToolCall): Promise<ToolResult> {
    const running = this.#ready()
    // A server that restarts first breaks the connection and then does not know the session: each may happen once.
    const seen = new Set<boolean>()
    for (;;) {
      const making = this.#connect(running)
      const shared = await unlessAborted(making, call.signal)
      try {
        return await shared.use((connection) => connection.call(call))
      } catch (error) {
        if (!(error instanceof Lost)) throw error
        if (error.isGone) this.#forget(making, shared)
        const isLast = seen.has(error.isGone) || running.stopped.signal.aborted
        if (isLast || !(error.isHarmless || call.isRepeatable)) throw error.failure
        seen.add(error.isGone)
      }
    }
  }

  #ready(): Running {
    if (this.#running !== undefined) return this.#running
    throw new InvocationError('engine', 503, 'NAFTIKO_NOT_RUNNING', `"${this.#parts.namespace}" is not running`)
  }

  /** All who ask while a connection is being made wait for the same one. It belongs to the host: a caller that leaves does not end it. */
  #connect(running: Running): Promise<Shared> {
    if (this.#current !== undefined) return this.#current
    const making = this.#make(running)
    this.#current = making
    making.then(
      (shared) => shared.connection.closed.then(() => this.#forget(making, shared)),
      () => this.#forget(making),
    )
    return making
  }

  async #make({ place, log, stopped }: Running): Promise<Shared> {
    if ('unusable' in place) throw place.unusable
    const { openConnection } = await import('../connection/open.ts')
    if (stopped.signal.aborted) throw new CancelledError()
    const { namespace, limits } = this.#parts
    const connection = await openConnection({ name: { namespace, place: place.name }, place, limits, log, signal: stopped.signal })
    this.#open.add(connection)
    void connection.closed.then(() => this.#open.delete(connection))
    return new Shared(connection)
  }

  /** The next call makes a new one. */
  #forget(making: Promise<Shared>, shared?: Shared): void {
    if (this.#current === making) this.#current = undefined
    shared?.retire()
  }
}
