import { EventEmitter } from 'node:events'
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { onTestFinished } from 'vitest'
import { type Build, type ExitCode, main, type Output, type StopSignal } from '../src/index.ts'
import { tinyBuild } from './tiny-build.ts'

/** A stream whose text can be read and waited for. */
class Screen extends Writable {
  text = ''
  isTTY: boolean
  readonly #written = new EventEmitter()

  constructor(isTTY: boolean) {
    super()
    this.isTTY = isTTY
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString()
    this.#written.emit('text')
    done()
  }

  /** Resolves to the match as soon as the text has it. */
  async shows(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.text)
      if (match !== null) return match
      await new Promise((resolve) => this.#written.once('text', resolve))
    }
  }
}

export interface TerminalOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly stdin?: string
  readonly tty?: boolean
  readonly build?: Build
  readonly stdout?: Output
}

export interface RunningCommand {
  readonly exit: Promise<ExitCode>
  readonly stdout: Screen
  readonly stderr: Screen
  readonly stdin: PassThrough
  signal(name: StopSignal): void
  /** Whether a signal would be heard. */
  isListening(): boolean
}

/** Starts a command line in this process, with streams, signals and an environment of its own. */
export function start(argv: readonly string[], options: TerminalOptions = {}): RunningCommand {
  const stdin = new PassThrough()
  if (options.stdin !== undefined) stdin.end(options.stdin)
  const stdout = new Screen(options.tty === true)
  const stderr = new Screen(options.tty === true)
  const signals = new EventEmitter()
  const io = { stdin, stdout: options.stdout ?? stdout, stderr, env: options.env ?? {}, cwd: options.cwd ?? process.cwd(), signals }
  const exit = main(argv, io, options.build ?? tinyBuild)
  return { exit, stdout, stderr, stdin, signal: (name) => void signals.emit(name), isListening: () => signals.listenerCount('SIGINT') > 0 }
}

export interface FinishedCommand {
  readonly exitCode: ExitCode
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command line to its end. */
export async function finish(argv: readonly string[], options?: TerminalOptions): Promise<FinishedCommand> {
  const { exit, stdout, stderr } = start(argv, options)
  return { exitCode: await exit, stdout: stdout.text, stderr: stderr.text }
}

/** A folder with these files, gone after the test. */
export async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'naftiko-cli-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true })
    await writeFile(path.join(folder, name), text)
  }
  return folder
}
