import type { OptionSpecs, Values } from './args.ts'
import type { Build } from './build.ts'
import type { ExitCode } from './exit-codes.ts'
import type { Io } from './io.ts'

/** What every command is given. */
export interface Context {
  readonly io: Io
  readonly build: Build
}

/** One call of a command, after its command line was read. */
export interface CommandCall<Specs extends OptionSpecs> {
  readonly options: Values<Specs>
  readonly operands: readonly string[]
  readonly context: Context
}

/** One command: what its own help says, and what it does. Name and summary are in the catalogue, which loads no command. */
export interface CommandSpec<Specs extends OptionSpecs> {
  /** Paragraphs for `--help`. */
  readonly about: readonly string[]
  readonly options: Specs
  /** Command line and what it does. */
  readonly examples: readonly (readonly [line: string, what: string])[]
  run(call: CommandCall<Specs>): Promise<ExitCode>
}

export type Command = CommandSpec<OptionSpecs>

/** A command whose `run` sees its options with their own types. */
export function defineCommand<const Specs extends OptionSpecs>(spec: CommandSpec<Specs>): Command {
  return spec
}
