import type { InputEntry, JsonObject, JsonValue, NodeEntry, OutputEntry } from '@naftiko/plugin-api'

/** One entry of `consumes` with `type: mcp`. It has `baseUri` or `command`. */
export interface McpConsumesEntry extends NodeEntry {
  /** Address of the server, whole: nothing is appended to it. */
  readonly baseUri?: string
  /** Starts the server as a process, which is spoken to over its standard input and output. */
  readonly command?: string
  readonly args?: readonly (string | number | boolean)[]
  /** What the process sees of the environment, besides `PATH`, `HOME` and the like. */
  readonly env?: Readonly<Record<string, string | number | boolean | null>>
  /** Folder in which the process runs. Default: that of the document. */
  readonly cwd?: string
  readonly authentication?: JsonObject
  /** Arguments of every tool; those `in: header` are headers of every request instead. */
  readonly inputParameters?: readonly InputEntry[]
  readonly timeouts?: TimeoutsEntry
  readonly maxMessageSize?: number | string
  readonly tools?: readonly ConsumedToolEntry[]
}

/** Milliseconds, or texts such as `500ms`, `30s`, `15m`. */
export interface TimeoutsEntry {
  readonly connect?: number | string
  readonly idle?: number | string
  readonly total?: number | string
}

/** One tool of the server, as an operation. */
export interface ConsumedToolEntry {
  /** Calls say `<namespace>.<name>`. Absent: that of the tool. */
  readonly name?: string
  /** What the server calls it. Absent: `name`. */
  readonly tool?: string
  readonly label?: string
  readonly description?: string
  readonly tags?: readonly string[]
  /** Absent: whatever a caller sends is an argument. */
  readonly inputParameters?: readonly InputEntry[]
  readonly hints?: ConsumedToolHints
  readonly outputRawFormat?: string
  readonly outputSchema?: JsonValue
  readonly outputParameters?: readonly OutputEntry[]
}

/** What the tool does to the world, in the words of exposed tools. */
export interface ConsumedToolHints {
  readonly readOnly?: boolean
  readonly destructive?: boolean
  readonly idempotent?: boolean
  readonly openWorld?: boolean
}
