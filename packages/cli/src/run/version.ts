import type { Capability, Engine, Host, HostOptions, Logger } from '@naftiko/core'
import { openEngine } from '../build.ts'
import type { Context } from '../command.ts'
import { findDocuments } from '../documents.ts'
import { readEnvironment } from '../env-file.ts'
import { loadDocuments, type FailedDocument } from '../load.ts'
import { UsageError } from '../usage-error.ts'
import { readRules } from '../option-values.ts'
import type { RunOptions } from './options.ts'
import { type Snapshot, snapshotOf } from './snapshot.ts'

/** What one `naftiko run` was asked for. */
export interface RunRequest {
  readonly context: Context
  readonly operands: readonly string[]
  readonly options: RunOptions
  readonly hostOptions: HostOptions
  readonly log: Logger
}

/** The documents as they were at one moment, ready to be hosted. */
export interface Version {
  readonly engine: Engine
  readonly capabilities: readonly Capability[]
  readonly failed: readonly FailedDocument[]
  /** What was read, to notice when it changes. */
  readonly snapshot: Snapshot
}

/** Reads everything anew: environment files, plugins and documents. Starts nothing. `partial` is that of `engine.load`. */
export async function readVersion({ context, operands, options, log }: RunRequest, partial: boolean): Promise<Version> {
  const { io, build } = context
  const env = await readEnvironment(io, options['env-file'])
  const wishes = { stdio: options.stdio, docs: options.docs }
  const engine = await openEngine({ io, build, plugins: options.plugin, rules: readRules(options.rule), env, log, wishes })
  const found = await findDocuments(io, operands)
  const loaded = await loadDocuments(engine, found, { strict: options.strict, partial: partial && !options.strict })
  return { engine, ...loaded, snapshot: await snapshotOf(io, found.files, loaded, options['env-file']) }
}

/** A host for this version, not yet started. */
export function makeHost(version: Version, request: RunRequest, options: HostOptions = request.hostOptions): Host {
  const [first, second] = stdioExposers(version)
  const { stdio } = request.options
  if (stdio && first === undefined) throw new UsageError('--stdio needs an MCP exposer, and no document has one')
  if (second !== undefined) {
    throw new UsageError(`"${first}" and "${second}" both want stdin and stdout (transport: stdio); run them in processes of their own`)
  }
  return version.engine.host(version.capabilities, stdio ? { ...options, only: [first!] } : options)
}

/** Namespaces of exposers whose client talks over stdin and stdout. */
export function stdioExposers({ capabilities }: Version): readonly string[] {
  return capabilities
    .flatMap(({ exposers }) => exposers)
    .filter(({ endpoint }) => endpoint.transport === 'stdio')
    .map(({ namespace }) => namespace)
}
