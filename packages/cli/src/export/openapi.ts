import type { Capability, CapabilityExposer } from '@naftiko/core'
import type { JsonObject } from '@naftiko/plugin-api'
import type { Io } from '../io.ts'
import { UsageError } from '../usage-error.ts'
import { writeResult } from '../write/result.ts'

export interface OpenapiOptions {
  readonly exposer: string | undefined
  readonly format: 'json' | 'yaml'
  readonly output: string | undefined
  readonly force: boolean
}

/** Writes the OpenAPI document of what a capability serves. */
export async function exportOpenapi(io: Io, capability: Capability, options: OpenapiOptions): Promise<void> {
  await writeResult(io, await textOf(documentOf(capability, options.exposer), options.format), options)
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
