import type { Capability, CapabilityExposer } from '@naftiko/core'
import type { JsonObject } from '@naftiko/plugin-api'
import { openEngine } from '../build.ts'
import { type Command, defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { pathFrom } from '../io.ts'
import { PLUGIN, STRICT } from '../shared-options.ts'
import { UsageError } from '../usage-error.ts'
import { FORCE, OUTPUT, writeResult } from '../write/result.ts'
import { loadOne } from './load-one.ts'

/** `naftiko export`. */
export const exportCommand: Command = defineCommand({
  about: [
    'OpenAPI 3.1, the same that GET /openapi.json answers while the capability runs. Nothing is started; no variable and no network is needed.',
  ],
  options: {
    exposer: { kind: 'text', value: '<namespace>', about: 'which exposer, where the document has several that can be described' },
    format: { kind: 'text', value: '<format>', choices: ['json', 'yaml'], default: 'json', about: 'how to write it' },
    output: OUTPUT,
    force: FORCE,
    plugin: PLUGIN,
    strict: STRICT,
  },
  examples: [
    ['naftiko export openapi a.yaml > openapi.json', 'for generators of clients and documentation'],
    ['naftiko export openapi a.yaml --exposer books-rest --format yaml', 'of one exposer, as YAML'],
  ],
  run: async ({ options, operands, context: { io, build } }) => {
    const file = fileOf(operands)
    const engine = await openEngine({ io, build, plugins: options.plugin })
    const capability = await loadOne(engine, io, pathFrom(io, file), options.strict)
    if (capability === undefined) return EXIT.badDocument
    await writeResult(io, await textOf(documentOf(capability, options.exposer), options.format), options)
    return EXIT.fine
  },
})

function fileOf(operands: readonly string[]): string {
  const [kind, file, ...more] = operands
  if (kind !== 'openapi')
    throw new UsageError(`${kind === undefined ? 'say what' : `"${kind}" cannot be exported`}; what can be is: export openapi <file>`)
  if (file === undefined || more.length > 0) throw new UsageError('name one capability document')
  return file
}

interface Described {
  readonly exposer: CapabilityExposer
  readonly document: JsonObject
}

function documentOf(capability: Capability, wanted: string | undefined): JsonObject {
  const described = capability.exposers.flatMap((exposer): readonly Described[] => {
    const document = exposer.describe()
    return document?.['openapi'] === undefined ? [] : [{ exposer, document }]
  })
  const { exposer, document } = choose(described, wanted)
  const { port, address = '127.0.0.1' } = exposer.endpoint
  // In a file, an address relative to the document would mean the folder that it is in.
  return port === undefined || port === 0 ? document : { ...document, servers: [{ url: `http://${hostOf(address)}:${port}` }] }
}

function choose(described: readonly Described[], wanted: string | undefined): Described {
  const names = described.map(({ exposer }) => exposer.namespace).join(', ')
  const [first, another] = wanted === undefined ? described : described.filter(({ exposer }) => exposer.namespace === wanted)
  if (first === undefined && described.length === 0)
    throw new UsageError('the document exposes no REST API, so there is nothing to describe')
  if (first === undefined) throw new UsageError(`no exposer "${wanted}" can be described; these can: ${names}`)
  if (another !== undefined) throw new UsageError(`name one with --exposer: ${names}`)
  return first
}

/** What listens everywhere is reached on this machine, as far as this machine knows. */
function hostOf(address: string): string {
  if (address === '0.0.0.0' || address === '::') return 'localhost'
  return address.includes(':') ? `[${address}]` : address
}

async function textOf(document: JsonObject, format: 'json' | 'yaml'): Promise<string> {
  if (format === 'json') return JSON.stringify(document, undefined, 2)
  const { stringify } = await import('yaml')
  return stringify(document, { aliasDuplicateObjects: false, lineWidth: 120 })
}
