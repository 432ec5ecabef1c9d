import path from 'node:path'
import type { Readable, Writable } from 'node:stream'
import type { SignalSource } from './signals.ts'

/** A stream for people or programs. Colour and indentation depend on `isTTY`. */
export type Output = Writable & { readonly isTTY?: boolean }

/** Everything through which the command line touches the world; a test gives its own. */
export interface Io {
  readonly stdin: Readable
  /** Results only. */
  readonly stdout: Output
  /** Logs, tables and diagnostics. */
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  /** Relative paths start here. */
  readonly cwd: string
  readonly signals: SignalSource
}

/** The streams, the environment and the signals of this process. */
export function processIo(): Io {
  const { stdin, stdout, stderr, env } = process
  return { stdin, stdout, stderr, env, cwd: process.cwd(), signals: process }
}

/** A path as the engine must be given it: as the user wrote it wherever that means the same, because messages repeat it. */
export function pathFrom(io: Io, file: string): string {
  return io.cwd === process.cwd() ? file : path.resolve(io.cwd, file)
}
