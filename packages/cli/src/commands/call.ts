import type { Capability, Host } from '@naftiko/core'
import { InvocationError, type JsonObject } from '@naftiko/plugin-api'
import { openEngine } from '../build.ts'
import { readInput } from '../call/input.ts'
import { reportFailure, writeOutcome } from '../call/result.ts'
import { unknownOperation } from '../call/unknown-operation.ts'
import { type Command, defineCommand } from '../command.ts'
import { readEnvironment } from '../env-file.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { type Io, pathFrom } from '../io.ts'
import { loggerFor } from '../log/for-io.ts'
import { readBaseUris } from '../option-values.ts'
import { BASE_URI, ENV_FILE, PLUGIN, STRICT } from '../shared-options.ts'
import { listenForSignals } from '../signals.ts'
import { UsageError } from '../usage-error.ts'
import { loadOne, writeFaults } from './load-one.ts'

/** `naftiko call`. */
export const call: Command = defineCommand({
  about: [
    'The operation is <namespace>.<name>: one of a consumed API, a tool or a route. No port is opened.',
    'Where the document is wrong about single operations, the others can be called; --strict calls nothing then.',
    'A value that is JSON (a number, true, [1,2]) is taken as such, anything else as text. The result goes to stdout as JSON;\nan event stream as it arrives.',
  ],
  options: {
    input: { kind: 'text', value: '<json|@file|->', about: 'the arguments as a JSON object: itself, in a file, or on stdin' },
    'base-uri': BASE_URI,
    'env-file': ENV_FILE,
    plugin: PLUGIN,
    strict: STRICT,
  },
  examples: [
    ['naftiko call a.yaml books.list', 'an operation without arguments'],
    ['naftiko call a.yaml books.get isbn=9780131103627', 'arguments by name'],
    ['naftiko call a.yaml books.add --input @book.json', 'arguments, or the body, from a file'],
  ],
  run: async ({ options, operands, context: { io, build } }) => {
    const [file, operation, ...pairs] = operands
    if (file === undefined) throw new UsageError('name a capability document, and the operation to call')
    const baseUris = readBaseUris(options['base-uri'])
    const env = await readEnvironment(io, options['env-file'])
    const log = loggerFor(io, { level: 'warn', format: 'pretty' })
    const engine = await openEngine({ io, build, plugins: options.plugin, env, log })
    const capability = await loadOne(engine, io, pathFrom(io, file), { strict: options.strict, partial: !options.strict })
    if (capability === undefined) return EXIT.badDocument
    const host = engine.host([capability], { expose: false, baseUris })
    if (operation === undefined) throw await unknownOperation(undefined, capability.graph)
    return callOn(host, capability, io, operation, await readInput(io, pairs, options.input))
  },
})

async function callOn(host: Host, capability: Capability, io: Io, operation: string, input: JsonObject): Promise<ExitCode> {
  const { stop, release } = listenForSignals(io.signals)
  try {
    await host.start({ signal: stop })
    await writeOutcome(io, await host.invoke(operation, input, { signal: stop }))
    return stop.aborted ? EXIT.interrupted : EXIT.fine
  } catch (error) {
    if (stop.aborted) return EXIT.interrupted
    if (!InvocationError.is(error)) throw error
    if (error.code === 'NAFTIKO_OPERATION_UNKNOWN') throw await unknownOperation(operation, capability.graph)
    const exit = await reportFailure(io, error, operation)
    if (error.code !== 'NAFTIKO_CALL_UNRESOLVED') return exit
    // The others can be called, so this is the first time that anybody hears of it.
    await writeFaults(io, { sources: capability.sources, diagnostics: findingsAbout(error, capability) }, true)
    return EXIT.badDocument
  } finally {
    release()
    await host.stop({ graceMs: 0 })
  }
}

/** Those that name what the operation should have called; all, where none does. */
function findingsAbout({ message }: InvocationError, { diagnostics }: Capability): Capability['diagnostics'] {
  const named = /"[^"]+"/.exec(message)?.[0]
  const about = named === undefined ? [] : diagnostics.filter((diagnostic) => diagnostic.message.includes(named))
  return about.length === 0 ? diagnostics : about
}
