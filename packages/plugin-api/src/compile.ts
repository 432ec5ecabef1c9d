import type { ForwardedHeaders, ForwardHeadersEntry } from './caller-headers.ts'
import type { CallSpec, OutputEntry } from './document.ts'
import type { Mapping, Template, TemplateOptions } from './expression.ts'
import type { InputShape } from './input.ts'
import type { Blocks, Decoder, Invoke, Outcome, OutcomeMetadata, TraceContext } from './invocation.ts'
import type { JsonObject, JsonSchema, JsonValue, MaybePromise } from './json.ts'
import type { Logger } from './logger.ts'
import type { CompiledStep, Effects, Operation, StepContext } from './node.ts'
import type { Offer } from './offer.ts'
import type { Problem } from './problem.ts'
import type { LinkedRelay } from './relay.ts'

/**
 * Everything a plugin may ask for while its entry is compiled; nothing else is reachable.
 *
 * `compile` is pure: it opens no socket, reads no environment, starts no timer and changes no shared state. Pointers
 * are relative to the entry. `report` whatever is wrong with the document; `throw` only for a bug in the plugin.
 */
export interface CompileContext {
  readonly log: Logger
  /** Collects a finding. Never throws. */
  report(problem: Problem): void
  /** What the control adapter of the document says about running it (`exposes[].management`); absent when nothing does. */
  readonly management?: JsonObject
  /** Version of the capability (`info.version` of the document); absent where it has none. */
  readonly version?: string
  /** Reads a file named by the document, relative to it. This and `locate` are the only I/O at compile time. */
  read(location: string, options?: ReadOptions): Promise<Uint8Array>
  /**
   * Where a location of the document lies on this machine, and what is there now. Rejects with a sentence for a location
   * that is no file.
   */
  locate(location: string): Promise<Located>
  /** Compiles a text with placeholders; reports what is wrong with it at `at`. */
  template(text: string, at: string, options?: TemplateOptions): Template
  /** Compiles `outputParameters`; reports what is wrong with them below `at`. */
  mapping(parameters: readonly OutputEntry[] | undefined, at: string): Mapping
  /** Compiles `outputParameters` of a consumed operation into what a later step sees of its result. */
  projection(parameters: readonly OutputEntry[] | undefined, at: string): Mapping | undefined
  /**
   * The decoder of `outputRawFormat`, from the format plugin of that name; reports an unknown format at `at`. What the
   * format itself has to report goes beside `at`, to the members of the same operation.
   */
  decoder(format: string, at: string, options?: JsonObject): Promise<Decoder | undefined>
  /** Compiles a JSON Schema into a check that names what is wrong in plain words, or returns no faults. */
  validator(schema: JsonSchema): (value: JsonValue) => readonly InputFault[]
  /** Reads an outcome to its end. Rejects with an `InvocationError` when it is too large, cut off or malformed. */
  collect(outcome: Outcome, options?: CollectOptions): Promise<Collected>
}

export interface ReadOptions {
  /** The folder that the location starts from and must not leave, links followed; itself relative to the document. */
  readonly within?: string
}

/** One thing that is wrong with a given value. */
export interface InputFault {
  /** Path of the offending member, dots between names; empty for the value itself. */
  readonly name: string
  readonly message: string
}

/** A place on this machine. */
export interface Located {
  /** Absolute; links in it are not followed. */
  readonly path: string
  readonly kind: 'file' | 'folder' | 'other' | 'absent'
}

/** How one value of a step is had while it runs; `undefined` when a reference in it has no value. */
export type StepValue = (context: StepContext) => MaybePromise<JsonValue | undefined>

/** What steps can do besides: refer to arguments, to results of earlier steps and to variables of loops around. */
export interface StepCompileContext extends LinkContext {
  /** Compiles an expression (path, JSONPath or JSONata) over arguments and results. */
  expression(text: string, at: string): StepValue
  /**
   * Compiles any value: a text that is a reference or an expression, or has placeholders, is evaluated; lists and maps
   * are walked; everything else is a constant.
   */
  value(value: JsonValue, at: string): StepValue
  /** Links a call whose `with` sees what the step sees. */
  call(call: CallSpec, at: string): CompiledStep
  /** Compiles steps inside a step. They see what the step sees, and `names` besides. The result is that of the last one. */
  group(steps: readonly JsonObject[], at: string, names?: readonly string[]): CompiledStep
}

/** What exposers and steps can do besides: reach what the document calls. */
export interface LinkContext extends CompileContext {
  /**
   * Turns `call`, `ref` or `steps` into one thing to invoke. What cannot be resolved is reported and still gives a
   * `LinkedCall`, whose `invoke` rejects with a clear error: one dead tool does not take its adapter down.
   */
  link(call: CallSpec, at: string, options?: LinkOptions): LinkedCall
  /** The way into the consumed API of this namespace; reports at `at` when there is none. */
  relay(namespace: string, at: string): LinkedRelay
  /**
   * The other exposers of the document, in its order, compiled as far as they can be. For exposers that describe what
   * others serve.
   */
  siblings(): Promise<readonly Sibling[]>
  /**
   * Compiles `forwardHeaders`: which headers of callers go on to consumed APIs, as `callerHeaders` of invocations.
   * `undefined` where none do.
   */
  forwardHeaders(entry: ForwardHeadersEntry | undefined, at: string): ForwardedHeaders | undefined
  /** Continues the caller's trace, or begins one. */
  trace(traceparent?: string, tracestate?: string): TraceContext
}

/** Another exposer of the same document. */
export interface Sibling {
  readonly type: string
  readonly namespace: string
  /** Absent where they are not known: no plugin handles it, or it asks for this exposer's operations itself. */
  readonly operations?: readonly Operation[]
  /** Its callers must present credentials. */
  readonly guarded?: boolean
  readonly offer?: Offer
}

export interface LinkOptions {
  /** Method and path of the caller, such as `GET /models/{id}`: of several operations with the called name, the one that is most like it is meant. */
  readonly like?: string
}

export interface CollectOptions {
  /** Bytes at most; default 64 MiB. */
  readonly limit?: number
  readonly signal?: AbortSignal
  /** Told of each piece of text as it arrives, for progress. */
  onText?(text: string): void
}

/** An outcome that was read to its end, with the blocks that it had. */
export type Collected = Blocks & Read

type Read =
  | { readonly kind: 'json'; readonly value: JsonValue; readonly metadata: OutcomeMetadata }
  | { readonly kind: 'text'; readonly text: string; readonly mediaType: string; readonly metadata: OutcomeMetadata }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly mediaType: string; readonly metadata: OutcomeMetadata }
  | { readonly kind: 'empty'; readonly metadata: OutcomeMetadata }

/** A call after it was resolved. */
export interface LinkedCall {
  /** What the caller can give: declared inputs, those implied by `with`, and those of the called operation. */
  readonly input: InputShape
  /** Nothing reads the result on its way: bytes pass as they come. */
  readonly identity: boolean
  /** Shape of the result, where the document declares it. */
  readonly output?: JsonSchema
  readonly effects?: Effects
  /** Names of the operations called, for the graph. */
  readonly targets: readonly string[]
  /** Description of the called operation, for when the exposed one has none. */
  readonly description?: string
  readonly invoke: Invoke
}
