import { parseArgs } from 'node:util'
import { startDemo } from './demo.ts'
import { guide } from './guide.ts'
import { listenForSignals, type Signals } from './signals.ts'

const HELP = `Usage: naftiko-demo [--any-port]

Serves the OpenRouter capability against an imitation of OpenRouter: no account and no network are needed.

  --any-port   free ports instead of those of the document
`

/** Where the command writes. */
export interface Streams {
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream
}

/** Runs the demonstration until a signal. Resolves to the exit code: 0 fine, 1 failed, 64 wrong usage. */
export async function main(args: readonly string[], { stdout, stderr }: Streams = process): Promise<number> {
  const options = parse(args)
  if (typeof options === 'string') return say(stderr, `${options}\n\n${HELP}`, 64)
  if (options.help === true) return say(stdout, HELP, 0)
  const signals = listenForSignals()
  try {
    return await serve(options['any-port'] === true, signals, stdout)
  } catch (error) {
    return say(stderr, `${error instanceof Error ? error.message : String(error)}\n`, 1)
  } finally {
    signals.release()
  }
}

async function serve(anyPort: boolean, signals: Signals, stdout: NodeJS.WritableStream): Promise<number> {
  const demo = await startDemo({ anyPort })
  say(stdout, guide(demo), 0)
  try {
    await Promise.race([signals.first, demo.closed])
  } finally {
    await demo.stop()
  }
  return 0
}

function parse(args: readonly string[]): { readonly 'any-port'?: boolean; readonly help?: boolean } | string {
  try {
    return parseArgs({ args: [...args], options: { 'any-port': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } }).values
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function say(stream: NodeJS.WritableStream, text: string, code: number): number {
  stream.write(text)
  return code
}
