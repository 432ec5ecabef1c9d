import { readFile } from 'node:fs/promises'
import { parseArguments, suggestNearest } from './args.ts'
import { type Build, standardBuild } from './build.ts'
import type { Context } from './command.ts'
import { type CatalogueEntry, COMMANDS } from './commands/catalogue.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { explainFailure } from './failure.ts'
import { commandHelp, programHelp } from './help.ts'
import { type Io, processIo } from './io.ts'
import { guardOutput, writeLine } from './output.ts'
import { UsageError } from './usage-error.ts'

/**
 * Runs one command line and resolves to its exit code. Never rejects and never ends the process; what went wrong is on
 * `io.stderr`. A build of your own passes its plugins.
 */
export async function main(argv: readonly string[], io: Io = processIo(), build: Build = standardBuild): Promise<ExitCode> {
  guardOutput(io.stdout)
  guardOutput(io.stderr)
  try {
    return await dispatch(argv, { io, build })
  } catch (error) {
    const known = COMMANDS.some(({ name }) => name === argv[0]) ? argv[0] : undefined
    const { exitCode, text } = explainFailure(error, known)
    await writeLine(io.stderr, text)
    return exitCode
  }
}

async function dispatch(argv: readonly string[], context: Context): Promise<ExitCode> {
  const { stdout } = context.io
  const [word, ...rest] = argv
  if (word === undefined || word === '--help' || word === '-h') return print(stdout, programHelp(COMMANDS))
  if (word === '--version' || word === '-v') return print(stdout, await version())
  if (word === 'help')
    return rest[0] === undefined ? print(stdout, programHelp(COMMANDS)) : runCommand(await find(rest[0]), ['--help'], context)
  if (word.startsWith('-')) throw new UsageError(`there is no option ${word} before the command; options follow it`)
  return runCommand(await find(word), rest, context)
}

async function runCommand(entry: CatalogueEntry, argv: readonly string[], context: Context): Promise<ExitCode> {
  const command = await entry.load()
  const { options, operands, help } = await parseArguments(argv, command.options)
  if (help) return print(context.io.stdout, commandHelp(entry, command))
  return command.run({ options, operands, context })
}

async function find(word: string): Promise<CatalogueEntry> {
  const names = COMMANDS.map(({ name }) => name)
  const entry = COMMANDS.find(({ name }) => name === word)
  if (entry !== undefined) return entry
  const meant = await suggestNearest(word, names)
  throw new UsageError(
    `there is no command "${word}"; ${meant === undefined ? `there are ${names.join(', ')}` : `did you mean "${meant}"?`}`,
  )
}

async function print(output: Io['stdout'], text: string): Promise<ExitCode> {
  await writeLine(output, text)
  return EXIT.fine
}

async function version(): Promise<string> {
  const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as { readonly version: string }
  return manifest.version
}
