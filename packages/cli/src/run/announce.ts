import type { Capability, Diagnostic, Logger, RunningEndpoint } from '@naftiko/core'
import type { Io } from '../io.ts'
import { isWritten } from '../log/level.ts'
import { write, writeLine } from '../output.ts'
import { paintFor } from '../report/colour.ts'
import { distinct, prettyDiagnostics } from '../report/diagnostics.ts'
import { failedJson } from '../report/failed-json.ts'
import { table } from '../report/table.ts'
import type { RunOptions } from './options.ts'
import type { Servers } from './servers.ts'
import type { Version } from './version.ts'

/** Tells people on stderr and, with `--json`, programs on stdout what becomes of the documents. */
export interface Announcer {
  /** What there is to say about the documents. */
  findings(version: Version): Promise<void>
  /** Every listener is bound. */
  ready(version: Version, servers: Servers): Promise<void>
  /** Nothing is served, or the new version is not taken. */
  failed(event: 'failed' | 'reload-failed', version: Version | undefined, reason: string): Promise<void>
  stopping(reason: string): Promise<void>
  stopped(): Promise<void>
  /** A worker has ended and comes back. */
  workerEnded(worker: number, reason: string, restartMs: number): void
  workerServes(worker: number, pid: number | undefined): void
  /** A worker reads documents that others do not serve. */
  workerDiffers(worker: number, reason: string): void
}

export function announcerFor(io: Io, options: RunOptions, log: Logger): Announcer {
  const emit = async (event: string, members: object = {}): Promise<void> => {
    if (options.json) await writeLine(io.stdout, JSON.stringify({ event, ...members }))
  }
  const talks = options['log-level'] !== 'silent'
  return {
    findings: (version) => reportFindings(version, io, options, log),
    ready: async (version, { endpoints, facts }) => {
      for (const { file } of version.failed) log.error(`${file} is not served`)
      if (options['log-format'] === 'json')
        for (const { url = 'stdio', ...endpoint } of endpoints) log.info('serving', { ...endpoint, url })
      else if (talks && !options.json) await writeLine(io.stderr, endpointTable(endpoints))
      await emit('ready', { capabilities: capabilitiesJson(version.capabilities, endpoints), failed: failedJson(version.failed), ...facts })
    },
    failed: async (event, version, reason) => {
      await emit(event, { reason, failed: failedJson(version?.failed ?? []) })
      log.error(reason)
    },
    stopping: async (reason) => {
      log.info('stopping: requests in flight are finished first; a second signal ends at once', { reason })
      await emit('stopping', { reason })
    },
    stopped: async () => {
      log.info('stopped')
      await emit('stopped')
    },
    workerEnded: (worker, reason, restartMs) => {
      log.error(`a worker has ended, and is replaced in ${restartMs} ms`, { worker, reason })
      void emit('worker-ended', { worker, reason, restartMs })
    },
    workerServes: (worker, pid) => {
      log.info('the worker serves again', { worker, pid })
      void emit('worker-serving', { worker, pid })
    },
    workerDiffers: (worker, reason) => log.error(reason, { worker }),
  }
}

function capabilitiesJson(capabilities: readonly Capability[], endpoints: readonly RunningEndpoint[]): readonly object[] {
  return capabilities.map(({ name, file }) => ({
    name,
    file,
    endpoints: endpoints.filter((endpoint) => endpoint.file === file).map(({ capability: _name, file: _file, ...endpoint }) => endpoint),
  }))
}

function endpointTable(endpoints: readonly RunningEndpoint[]): string {
  const rows = endpoints.map(({ capability, type, namespace, url, closed }) => [
    capability,
    type,
    namespace,
    `${url ?? 'stdin, stdout'}${closed === undefined ? '' : ' (closed)'}`,
  ])
  return table([['CAPABILITY', 'TYPE', 'NAMESPACE', 'URL'], ...rows])
}

/** Errors always; warnings and hints as far as the log level goes. */
async function reportFindings(version: Version, io: Io, options: RunOptions, log: Logger): Promise<void> {
  const all = [...version.capabilities, ...version.failed]
  const wanted = distinct(all.flatMap((one) => one.diagnostics)).filter(({ severity }) => isWanted(severity, options))
  if (wanted.length === 0) return
  if (options['log-format'] === 'json') return logFindings(wanted, log)
  const sources = new Map(all.flatMap((one) => [...one.sources]))
  await write(io.stderr, `${prettyDiagnostics(wanted, sources, paintFor(io.stderr, io.env))}\n`)
}

const LEVEL = { error: 'error', warning: 'warn', hint: 'debug' } as const satisfies Record<Diagnostic['severity'], string>

function isWanted(severity: Diagnostic['severity'], options: RunOptions): boolean {
  return severity === 'error' || (severity === 'warning' && options.strict) || isWritten(LEVEL[severity], options['log-level'])
}

function logFindings(diagnostics: readonly Diagnostic[], log: Logger): void {
  for (const { severity, message, end: _, ...place } of diagnostics) log[LEVEL[severity]](message, place)
}
