/** A script file as it travels to a worker: the name that messages show, and its text. */
export interface ScriptFile {
  readonly name: string
  readonly source: string
}

/** One run, as a worker is told of it. Values travel as JSON text: nothing of the host can be reached through them. */
export interface SandboxJob {
  /** Dependencies first, the main script last. All share one global scope, which no other run sees. */
  readonly files: readonly ScriptFile[]
  /** Global name → JSON text of its value. */
  readonly globals: Readonly<Record<string, string>>
  readonly limits: SandboxLimits
}

/** What a worker watches over by itself. Time is watched from outside, because a busy worker cannot. */
export interface SandboxLimits {
  /** Loop rounds and function calls. Counted by ten thousand. */
  readonly statements: number
  /** Bytes of everything that the script holds. */
  readonly memoryBytes: number
  /** Bytes of nested calls. */
  readonly stackBytes: number
  /** Bytes of the result as JSON. */
  readonly outputBytes: number
  /** Characters written to the console; what follows is dropped. */
  readonly consoleCharacters: number
}

/** What a worker says. `answer` ends a run. */
export type SandboxMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'console'; readonly level: string; readonly text: string }
  | SandboxAnswer

export interface SandboxAnswer {
  readonly kind: 'answer'
  /** The result as JSON; absent when the script gave none. */
  readonly json?: string
  readonly failure?: Failure
  /** The interpreter may be damaged: the worker must not run anything else. */
  readonly broken?: true
}

/** Why a run gave no answer. */
export type Failure =
  | { readonly reason: 'thrown'; readonly message: string; readonly file?: string; readonly line?: number }
  | { readonly reason: 'result'; readonly message: string }
  | { readonly reason: Limit }
  | { readonly reason: 'crashed'; readonly message: string }

export type Limit = 'time' | 'statements' | 'memory' | 'stack' | 'output'
