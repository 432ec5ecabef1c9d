/** Names that documents give languages. Only JavaScript runs. */
export type ScriptLanguage = 'javascript' | 'python' | 'groovy'

export interface ScriptStepOptions {
  /**
   * Whether scripts may run. Default: what the document says under `management.scripting`; where it says nothing, yes,
   * unless the environment has `NAFTIKO_SCRIPTING=false` when the first script of a document runs.
   */
  readonly enabled?: boolean
  /** The environment that is meant. Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Languages that may be used, whatever a document allows. Default: all that run. */
  readonly allowedLanguages?: readonly ScriptLanguage[]
  /** Language of steps that name none, where the document has no default. */
  readonly defaultLanguage?: ScriptLanguage
  /** Folder of steps that name none, where the document has no default. */
  readonly defaultLocation?: string
  /** Milliseconds that one run may take, where the document says nothing. Default 60,000. */
  readonly timeout?: number
  /** Loop rounds and function calls of one run, where the document says nothing. Default 100,000. */
  readonly statementLimit?: number
  /** Bytes that one run may hold. Default 64 MiB. */
  readonly memoryBytes?: number
  /** Bytes of nested calls. Default 256 KiB. */
  readonly stackBytes?: number
  /** Bytes of the values that a script is given, as JSON. Default 16 MiB. */
  readonly inputBytes?: number
  /** Bytes of a result, as JSON. Default 16 MiB. */
  readonly outputBytes?: number
  /** Characters that one run may write to the console. Default 65,536. */
  readonly consoleCharacters?: number
  /** Scripts that run at the same time. Default: one less than the processors, at least 2 and at most 4. */
  readonly workers?: number
  /** Runs that may wait for a worker. Default 1,000. */
  readonly queue?: number
  /** Milliseconds after which an idle worker is ended. Default 30,000. */
  readonly idle?: number
}
