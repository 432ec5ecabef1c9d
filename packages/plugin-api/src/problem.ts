/** `error` stops the document, `warning` says that something was understood generously, `hint` that something is odd. */
export type Severity = 'error' | 'warning' | 'hint'

/** A finding as a plugin reports it: relative to its own entry. */
export interface Problem {
  /** A stable, searchable code in upper case, such as `NAFTIKO_UNKNOWN_OPERATION`. */
  readonly code: string
  /** One sentence that names the thing. Starts in lower case, without a full stop. */
  readonly message: string
  readonly severity?: Severity
  /** What to do about it, in one sentence. */
  readonly hint?: string
  /** JSON Pointer below the entry, such as `/resources/0/path`; absent means the entry itself. */
  readonly at?: string
  /** Column inside the text at `at`, zero-based, for expressions and templates. */
  readonly offset?: number
  /** Point at the key of the member instead of its value. */
  readonly key?: boolean
  /**
   * What was probably meant in place of the text at `at` (of the key, with `key`). It is offered as the hint, and what
   * would be wrong with the document only because of this slip is not told.
   */
  readonly meant?: string
  /** What stands at `at` is a secret: no line that is shown of the document has it. */
  readonly secret?: boolean
}

/** A place in a source file. Lines and columns count from one. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** A located finding. It is data, never thrown by itself. */
export interface Diagnostic {
  readonly severity: Severity
  readonly code: string
  readonly message: string
  readonly hint?: string
  /** The file as the user named it, or the name of an in-memory document. */
  readonly file: string
  readonly line: number
  readonly column: number
  /** Where the underlined text ends, exclusive. */
  readonly end: Position
  /** JSON Pointer into the document as it was written. */
  readonly pointer: string
  /** What was probably meant in place of the marked text, where one word is meant; for tools that mend. */
  readonly meant?: string
}
