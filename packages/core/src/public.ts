import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Diagnostic, Endpoint, JsonObject, JsonSchema, Logger, Offer, Outcome, Plugin, PluginOf, Severity } from '@naftiko/plugin-api'

export interface EngineOptions {
  /** Every plugin the engine may use. `standardPlugins()` of `@naftiko/standard` is the usual list. */
  readonly plugins: readonly Plugin[]
  /** Where the engine logs. Default: nowhere. */
  readonly log?: Logger
  readonly limits?: Partial<Limits>
  /** Steps run strictly one after the other in every document, even where nothing orders them. Default: false. */
  readonly sequential?: boolean
  /**
   * Severity by code, for rules and for warnings and hints of the engine: `off` is not told, and `info` is another word for
   * `hint`. What is an error stays one, unless it comes from a rule.
   */
  readonly rules?: Readonly<Record<string, RuleSeverity>>
}

export type RuleSeverity = Severity | 'info' | 'off'

/** Bounds on what one document or one evaluation may use. */
export interface Limits {
  /** Bytes of a document or of a file that it imports. Default 16 MiB. */
  readonly documentBytes: number
  /** Milliseconds that one JSONata evaluation may take. Default 1,000. */
  readonly expressionMs: number
  /** Nesting of one JSONata evaluation. Default 500. */
  readonly expressionDepth: number
  /** Bytes of an answer that must be read whole, to be mapped or returned as a value. Default 64 MiB. */
  readonly collectBytes: number
}

/** A path, a `file:` URL, or a document in memory; `base` is the folder that its own file references start from. */
export type Source = string | URL | { readonly text: string; readonly name?: string; readonly base?: string }

export interface ValidateOptions {
  /** Warnings count as errors. */
  readonly strict?: boolean
}

export interface LoadOptions extends ValidateOptions {
  /**
   * Load in spite of errors that concern single operations only, such as a call that names nothing. Those operations are
   * there, and answer with an error that says why. The diagnostics stay what they are. Default: false.
   */
  readonly partial?: boolean
}

export interface Report {
  readonly valid: boolean
  /** Sorted by place. */
  readonly diagnostics: readonly Diagnostic[]
  /** How every expression, reference and call was understood, in document order. */
  readonly explanations: readonly Explanation[]
  /** The text of every file that diagnostics point into, by `Diagnostic.file`, to draw code frames. */
  readonly sources: ReadonlyMap<string, string>
}

/** How one text of the document was understood. */
export interface Explanation {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly pointer: string
  readonly text: string
  /** `path`, `jsonata`, `reference`, `template`, `constant`, `call`. */
  readonly kind: string
  /** In words: `argument author of the caller`, `variable OPENROUTER_TOKEN`, `openrouter.listmodels (GET /models)`. */
  readonly meaning: string
}

/** Makes capabilities out of documents and hosts out of capabilities. Two engines share nothing. */
export interface Engine {
  /** Reads, validates and compiles; starts nothing. Never throws for a bad document. */
  validate(source: Source, options?: ValidateOptions): Promise<Report>
  /** The same, for use. Throws a `DocumentError` that carries the diagnostics. */
  load(source: Source, options?: LoadOptions): Promise<Capability>
  /** Puts capabilities together to be run. Throws a `StartError` for options that do not fit them. */
  host(capabilities: readonly Capability[], options?: HostOptions): Host
  /** The JSON Schema of a capability document, composed from the plugins of this engine. */
  schema(): JsonSchema
  readonly plugins: readonly Pick<PluginOf<string>, 'kind' | 'type' | 'name' | 'description'>[]
  /** Codes of its rules, and how bad each is. */
  readonly rules: Readonly<Record<string, RuleSeverity>>
}

/** A document that was read, validated and compiled. A value: any number of hosts may run it. */
export interface Capability {
  /** `info.label`, or the name of the file. */
  readonly name: string
  readonly file: string
  readonly description?: string
  /** Warnings and hints; there are no errors, or it would not have loaded. */
  readonly diagnostics: readonly Diagnostic[]
  readonly sources: ReadonlyMap<string, string>
  /** Its nodes and what they need. */
  readonly graph: GraphDescription
  readonly exposers: readonly CapabilityExposer[]
}

/** One exposer of a capability, before anything runs. */
export interface CapabilityExposer {
  readonly namespace: string
  readonly type: string
  /** Where the document says that it listens. */
  readonly endpoint: Endpoint
  /** What it serves, in the words of its protocol, such as an OpenAPI document; `undefined` where its plugin knows none. */
  describe(): JsonObject | undefined
  /** What of it can be read before anything runs, such as the files of skills. */
  readonly offer?: Offer
}

export interface GraphDescription {
  readonly name: string
  readonly nodes: readonly GraphNode[]
  /** `from` needs `to`. */
  readonly edges: readonly { readonly from: string; readonly to: string }[]
}

export interface GraphNode {
  /** Unique within the capability: `openrouter`, `openrouter.listmodels`, `openrouter-mcp`, `openrouter-mcp.listmodels`. */
  readonly id: string
  readonly kind: 'binder' | 'consumer' | 'operation' | 'function' | 'exposer' | 'route'
  /** The word of the document that chose the plugin: `http`, `mcp`, `env`. */
  readonly type: string
  readonly label: string
  /** The node that it belongs to. */
  readonly parent?: string
  readonly details?: JsonObject
}

export interface HostOptions {
  /** `false`: open no port; use `invoke` and `handler`. Default `true`. */
  readonly expose?: boolean
  /** Serve these exposers only, by namespace. Default: all. */
  readonly only?: readonly string[]
  /** Every exposer listens on a free port, whatever the document says. */
  readonly anyPort?: boolean
  /** Port by exposer namespace; 0 means a free one. Wins over `anyPort`. */
  readonly ports?: Readonly<Record<string, number>>
  /** Bind address of every listener. */
  readonly address?: string
  /** One listener on this port for all HTTP exposers, each mounted under `/<namespace>`. */
  readonly gateway?: number
  /**
   * Whether capabilities behind a gateway that only answer requests have their nodes made by the first of these. They are
   * started and stopped once with the host, so that what keeps them from starting is known. Default: if there are more than
   * 100 capabilities.
   */
  readonly onDemand?: boolean
  /** Values of variables; they win over what the binds of a document find. */
  readonly variables?: Readonly<Record<string, string>>
  /** Base address by consumed namespace. */
  readonly baseUris?: Readonly<Record<string, string>>
  /** Host names under which loopback listeners may be addressed, beside the loopback names (a proxy's, for instance). */
  readonly allowedHosts?: readonly string[]
  /** Origins of web pages that may call the exposers, beside loopback ones and their own. */
  readonly allowedOrigins?: readonly string[]
  /** What this host is called among several that serve the same, such as `1`: control ports and metrics say it. */
  readonly instance?: string
  /** Milliseconds that `stop` waits for work in flight. Default 10,000. */
  readonly graceMs?: number
  /** Log a line `request` for each HTTP request when its answer has ended, with method, path, status, duration and bytes. Default `false`. */
  readonly logRequests?: boolean
  readonly log?: Logger
}

export interface HostStartOptions {
  readonly signal?: AbortSignal
  /**
   * A running host whose place this one takes. Ports that both want stay open: from one request to the next this host
   * answers there, and no connection is lost. Until everything of this host has started the other one answers; when
   * something fails, it is untouched. Streams of changes go on with this host where an exposer of the same type answers at
   * the same address and their credential still holds. Stop the other one afterwards: it finishes what it has begun.
   */
  readonly follows?: Host
  /** Awaited when everything has started and before ports are taken over. When it rejects, so does the start. */
  beforeServing?(): Promise<void>
}

export type HostState = 'idle' | 'starting' | 'running' | 'draining' | 'stopped' | 'failed'

/** Where a running exposer is reached. */
export interface RunningEndpoint {
  /** Name of the capability. */
  readonly capability: string
  /** File of the capability. */
  readonly file: string
  readonly type: string
  readonly namespace: string
  readonly transport: string
  /** Absent where it is not reached by URL, or no port was opened. */
  readonly url?: string
  /** Why it answers every request with 503: the credential that it should ask for is not known, or cannot be checked. */
  readonly closed?: string
}

export interface InvokeOptions {
  readonly signal?: AbortSignal
  /** Which capability is meant, where several in the host know the operation: its name or file. */
  readonly capability?: string
  readonly traceparent?: string
}

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void

/** Runs capabilities. Starts consumers before exposers, stops in the opposite order, and never starts again after `stop`. */
export interface Host extends AsyncDisposable {
  readonly state: HostState
  readonly capabilities: readonly Capability[]
  readonly endpoints: readonly RunningEndpoint[]
  /** Names of bound variables that have no value, by capability name. Known after `start`. */
  readonly missingVariables: Readonly<Record<string, readonly string[]>>
  /** Resolves when the host has stopped; rejects when a node failed for good. */
  readonly closed: Promise<void>
  /** Resolves when every listener is bound. When something fails, what was started is stopped again. */
  start(options?: HostStartOptions): Promise<void>
  /**
   * Calls any consumed operation, aggregate function, tool or route in-process, by `<namespace>.<name>`.
   * Resolves to a value; to a stream when the upstream answers with an event stream. Rejects with an `InvocationError`;
   * an upstream's own error is an `UpstreamError` with its status and body.
   */
  invoke(operation: string, input?: JsonObject, options?: InvokeOptions): Promise<Outcome>
  /** The request handler of an HTTP exposer, to mount in another server. Serves as soon as the host runs. */
  handler(namespace: string): RequestHandler
  /** Drains, then releases. Safe to call twice. */
  stop(options?: { readonly graceMs?: number }): Promise<void>
}
