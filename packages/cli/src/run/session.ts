import type { Host } from '@naftiko/core'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { explainFailure } from '../failure.ts'
import { type Interruption, whenAborted } from '../signals.ts'
import type { Announcer } from './announce.ts'
import { withKeptPorts } from './kept-ports.ts'
import { differs, foldersOf, snapshotNow } from './snapshot.ts'
import { makeHost, readVersion, type RunRequest, stdioExposers, type Version } from './version.ts'
import { waitForChange } from './wait-for-change.ts'

/** A version and the host that runs it. */
interface Running {
  readonly version: Version
  readonly host: Host
}

/** Serves until something asks for an end. Resolves to the exit code; rejects when the start, or the host for good, fails. */
export async function serve(request: RunRequest, announcer: Announcer, interruption: Interruption): Promise<ExitCode> {
  const version = await readVersion(request, true)
  await announcer.findings(version)
  if (version.capabilities.length === 0) {
    await announcer.failed('failed', version, 'nothing can be served')
    return EXIT.badDocument
  }
  const host = makeHost(version, request)
  if (stdioExposers(version).length > 0) stopAtEndOfInput(request, interruption)
  try {
    await host.start({ signal: interruption.stop })
  } catch (error) {
    if (interruption.stop.aborted) return EXIT.fine
    throw error
  }
  if (host.endpoints.length === 0) return refuse({ version, host }, announcer)
  await announcer.ready(version, host)
  return serveVersions(request, announcer, interruption, { version, host })
}

/** A process that serves nothing would look as if it worked. */
async function refuse({ version, host }: Running, announcer: Announcer): Promise<ExitCode> {
  await host.stop()
  await announcer.failed('failed', version, 'nothing is served: the document exposes nothing; add "exposes", or use naftiko call')
  return EXIT.badDocument
}

async function serveVersions(request: RunRequest, announcer: Announcer, interruption: Interruption, first: Running): Promise<ExitCode> {
  let running = first
  for (;;) {
    const event = await nextEvent(request, interruption, running)
    if (event === 'changed') {
      running = await reload(request, announcer, interruption, running)
      continue
    }
    if (event === 'stop') await announcer.stopping(String(interruption.stop.reason))
    await running.host.stop()
    await announcer.stopped()
    return EXIT.fine
  }
}

type SessionEvent = 'stop' | 'closed' | 'changed'

async function nextEvent(
  { context: { io }, operands, options }: RunRequest,
  { stop }: Interruption,
  running: Running,
): Promise<SessionEvent> {
  const over = new AbortController()
  const { snapshot } = running.version
  const events = [whenAborted(stop).then(() => 'stop' as const), running.host.closed.then(() => 'closed' as const)]
  const change = async (): Promise<SessionEvent> => {
    const folders = foldersOf(io, operands, snapshot)
    await waitForChange({ folders, differs: () => differs(io, operands, snapshot), signal: over.signal })
    return 'changed'
  }
  try {
    return await Promise.race<SessionEvent>(options.watch ? [...events, change()] : events)
  } finally {
    over.abort()
  }
}

/** The new version takes over, unless it is worse: then the old one keeps running, and what was read is not tried again. */
async function reload(request: RunRequest, announcer: Announcer, { stop }: Interruption, old: Running): Promise<Running> {
  const { io } = request.context
  const seen = await snapshotNow(io, request.operands, old.version.snapshot)
  const next = await prepare(request, announcer, old)
  if ('reason' in next) {
    await announcer.failed('reload-failed', next.version, `${next.reason}; the version before keeps running`)
    return { ...old, version: { ...old.version, snapshot: next.version?.snapshot ?? seen } }
  }
  await old.host.stop()
  try {
    await next.host.start({ signal: stop })
    await announcer.ready(next.version, next.host)
    return next
  } catch (error) {
    if (stop.aborted) return next
    await announcer.failed('reload-failed', next.version, `${explainFailure(error, undefined).text}; the version before is started again`)
    const host = makeHost(old.version, request, withKeptPorts(request.hostOptions, old.host, old.version))
    await host.start({ signal: stop })
    return { host, version: { ...old.version, snapshot: next.version.snapshot } }
  }
}

interface NotTaken {
  readonly reason: string
  readonly version?: Version
}

async function prepare(request: RunRequest, announcer: Announcer, old: Running): Promise<Running | NotTaken> {
  let version: Version | undefined
  try {
    // A mistake in a version that was free of them is one that its author is just making.
    version = await readVersion(request, hasErrors(old.version))
    await announcer.findings(version)
    const broken = newlyBroken(version, old.version)
    if (broken !== undefined) return { reason: broken, version }
    return { version, host: makeHost(version, request, withKeptPorts(request.hostOptions, old.host, version)) }
  } catch (error) {
    const { text } = explainFailure(error, undefined)
    return version === undefined ? { reason: text } : { reason: text, version }
  }
}

function hasErrors({ capabilities }: Version): boolean {
  return capabilities.some(({ diagnostics }) => diagnostics.some(({ severity }) => severity === 'error'))
}

/** A document that was removed from its folder may go; one that is served must not turn bad. */
function newlyBroken(next: Version, old: Version): string | undefined {
  const served = new Set(old.capabilities.map(({ file }) => file))
  const broken = next.failed.filter(({ file }) => served.has(file)).map(({ file }) => file)
  if (broken.length > 0) return `${broken.join(', ')} cannot be used as it is now`
  return next.capabilities.length === 0 ? 'no document is left' : undefined
}

/** The end of stdin is the end of the client. Listened for before the start, because it may come at any time. */
function stopAtEndOfInput({ context: { io } }: RunRequest, interruption: Interruption): void {
  const end = (): void => interruption.request('end of input')
  if (io.stdin.readableEnded || io.stdin.destroyed) return end()
  io.stdin.once('end', end)
  io.stdin.once('close', end)
}
