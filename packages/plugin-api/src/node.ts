import type { IncomingMessage, ServerResponse } from 'node:http'
import type { InputShape } from './input.ts'
import type { JsonObject, JsonSchema, JsonValue } from './json.ts'
import type { Invoke } from './invocation.ts'
import type { Lifecycle, StartContext } from './lifecycle.ts'

/** One callable thing: an operation of a consumed API, a function, an exposed route or tool. */
export interface Operation {
  /** Its name within its node; callers address it as `<namespace>.<name>`. */
  readonly name: string
  readonly description?: string
  readonly input: InputShape
  /** Shape of the result, where the document declares it. */
  readonly output?: JsonSchema
  readonly effects?: Effects
  /** Where it goes, for people: `GET /models/{author}/{slug}/endpoints`. */
  readonly summary?: string
  /** For operations of an exposer: the names of the operations that it calls. */
  readonly calls?: readonly string[]
  readonly invoke: Invoke
}

/** What a call does to the world, as far as the operation's protocol or the document says. */
export interface Effects {
  /** Changes nothing. */
  readonly safe?: boolean
  /** Twice is the same as once. */
  readonly idempotent?: boolean
  readonly destructive?: boolean
  /** Reaches beyond the capability. */
  readonly openWorld?: boolean
}

/** What an entry of `consumes` compiles to. */
export interface ConsumerNode extends Lifecycle {
  readonly operations: readonly Operation[]
}

/** What an entry of `exposes` compiles to. */
export interface ExposerNode extends Lifecycle {
  readonly endpoint: Endpoint
  /** The routes or tools, callable in-process as `<namespace>.<name>`. */
  readonly operations: readonly Operation[]
  /**
   * Serves one HTTP request. Present on every exposer whose `endpoint.transport` is `http`: the host owns the
   * listener, checks credentials and counts what is in flight, so the same function can be mounted in another server.
   */
  handle?(request: IncomingMessage, response: ServerResponse): void
}

/** What an entry of `binds` compiles to. */
export interface BinderNode {
  /** Reads the values. Variables whose key is not set are left out; the host says which are missing. */
  resolve(context: Pick<StartContext, 'signal' | 'log'>): Promise<Readonly<Record<string, string>>>
}

/** What an entry of `steps` compiles to. */
export type StepNode = (context: StepContext) => Promise<JsonValue>

/** What a step can see while it runs. */
export interface StepContext {
  /** The arguments of the operation. */
  readonly input: JsonObject
  /** Results of earlier steps by name. */
  readonly results: JsonObject
  readonly signal: AbortSignal
}

/** Where an exposer listens, as the document says it. */
export interface Endpoint {
  /** `http`: the host listens and calls `handle`. `stdio` or another word: the node sees to it in `start`. */
  readonly transport: string
  readonly address?: string
  readonly port?: number
  /** What follows the listener's root in the URL shown to people, such as `/mcp`. */
  readonly path?: string
}
