import type { IncomingMessage, ServerResponse } from 'node:http'
import type { CallerHeaders } from './caller-headers.ts'
import type { InputParameter, InputShape } from './input.ts'
import type { JsonObject, JsonSchema, JsonValue, MaybePromise } from './json.ts'
import type { Invoke, OnProgress, TraceContext } from './invocation.ts'
import type { Mapping } from './expression.ts'
import type { Lifecycle, StartContext } from './lifecycle.ts'
import type { Offer } from './offer.ts'
import type { Relay } from './relay.ts'
import type { Sibling } from './compile.ts'
import type { Standing } from './standing.ts'

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
  /** How the result looks to a later step, where the document says it (`outputParameters` of the operation). */
  readonly projection?: Mapping
  /** For operations of an exposer: the names of the operations that it calls; a namespace alone means the whole API. */
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
  /** Answers may be kept for a while. */
  readonly cacheable?: boolean
  /** Reaches beyond the capability. */
  readonly openWorld?: boolean
}

/** What an entry of `consumes` compiles to. */
export interface ConsumerNode extends Lifecycle {
  readonly operations: readonly Operation[]
  /** Passes whole requests on. Absent where the protocol has no such thing. */
  readonly relay?: Relay
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
  /**
   * It does nothing before its first request, so that a host with very many capabilities need not have it before. Only where
   * `handle` is.
   */
  readonly onDemand?: true
  /** What it serves, in the words of its protocol: for HTTP APIs an OpenAPI document. Pure, and possible before `start`. */
  describe?(): JsonObject
  /**
   * The responses that stay open for good and with which the next version of the document can go on, such as streams of
   * changes. Called when that version takes this one's place; what is returned belongs to it then, and this node never
   * writes to it again. Responses that are not among them are this node's to finish, as ever.
   */
  handOver?(): readonly Standing[]
  /**
   * Goes on with a response that the version before has handed over; `false` when it cannot. Called when this node already
   * serves, and only for those whose credential was looked at again.
   */
  takeOver?(standing: Standing): MaybePromise<boolean>
  /** What of it can be read in other ways than its own. */
  readonly offer?: Offer
  /**
   * Called once, when every exposer of the document is compiled and before `start`, with what came of the others. Pure, as
   * `compile` is. For exposers that serve what others offer.
   */
  meet?(siblings: readonly Sibling[]): void
}

/** What an entry of `binds` compiles to. */
export interface BinderNode {
  /** Reads the values. Variables whose key is not set are left out; the host says which are missing. */
  resolve(context: Pick<StartContext, 'signal' | 'log'>): Promise<Readonly<Record<string, string>>>
}

/** Runs one step. Rejects with an `InvocationError` that says whose fault it is. */
export type StepNode = (context: StepContext) => MaybePromise<JsonValue>

/** What an entry of `steps` compiles to, where there is more to say about it than how it runs. */
export interface CompiledStep extends Lifecycle {
  readonly run: StepNode
  /** What is still to be read or checked; the document counts as compiled when it has settled. A rejection is a bug. */
  readonly ready?: Promise<void>
  /** Changes nothing outside: it may run beside steps that it does not depend on. */
  readonly safe?: boolean
  /** Names of the operations that it calls. */
  readonly targets?: readonly string[]
  /** Arguments of the caller that it takes by their names. */
  readonly parameters?: readonly InputParameter[]
  /** It sees nothing but what its templates and expressions refer to, so that what they leave out need not come first. */
  readonly selfContained?: boolean
}

/** What a step can see while it runs. */
export interface StepContext {
  /** The arguments of the operation. */
  readonly input: JsonObject
  /** Results of earlier steps by name, and the variables of loops around. */
  readonly results: JsonObject
  /** Both together, as expressions and templates see them: a result hides an argument of its name. */
  readonly values: JsonObject
  /** Aborted when the caller is gone, a deadline has passed or a step beside this one failed. */
  readonly signal: AbortSignal
  readonly trace: TraceContext
  /** What the caller itself says to consumed APIs; goes along with every call that the step makes. */
  readonly callerHeaders?: CallerHeaders
  /** Told how far the operation has come, where its caller wants to know. */
  readonly onProgress?: OnProgress
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
