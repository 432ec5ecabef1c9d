import { EXIT, type ExitCode } from '../exit-codes.ts'
import { explainFailure } from '../failure.ts'
import { type Interruption, whenAborted } from '../signals.ts'
import type { Announcer } from './announce.ts'
import type { Servers } from './servers.ts'
import { differs, foldersOf, snapshotNow } from './snapshot.ts'
import { readVersion, type RunRequest, stdioExposers, type Version } from './version.ts'
import { waitForChange } from './wait-for-change.ts'

/** Serves until something asks for an end. Resolves to the exit code; rejects when the start, or the servers for good, fail. */
export async function serve(request: RunRequest, announcer: Announcer, interruption: Interruption, servers: Servers): Promise<ExitCode> {
  const version = await readVersion(request, true)
  await announcer.findings(version)
  if (version.capabilities.length === 0) {
    await announcer.failed('failed', version, 'nothing can be served')
    return EXIT.badDocument
  }
  if (stdioExposers(version).length > 0) stopAtEndOfInput(request, interruption)
  try {
    await servers.start(version, interruption.stop)
  } catch (error) {
    if (interruption.stop.aborted) return EXIT.fine
    throw error
  }
  if (servers.endpoints.length === 0) return refuse(version, servers, announcer)
  await announcer.ready(version, servers)
  return serveVersions(request, announcer, interruption, { version, servers })
}

/** What is served, and by whom. */
interface Serving {
  readonly version: Version
  readonly servers: Servers
}

/** A process that serves nothing would look as if it worked. */
async function refuse(version: Version, servers: Servers, announcer: Announcer): Promise<ExitCode> {
  await servers.stop()
  await announcer.failed('failed', version, 'nothing is served: the document exposes nothing; add "exposes", or use naftiko call')
  return EXIT.badDocument
}

async function serveVersions(request: RunRequest, announcer: Announcer, interruption: Interruption, first: Serving): Promise<ExitCode> {
  let serving = first
  const events = new Events(interruption, first.servers)
  for (;;) {
    const event = await events.next(request.options.watch ? (signal) => whenChanged(request, serving, signal) : undefined)
    if (event === 'changed') {
      serving = { ...serving, version: await reload(request, announcer, interruption, serving) }
      continue
    }
    if (event === 'stop') await announcer.stopping(String(interruption.stop.reason))
    await serving.servers.stop()
    await announcer.stopped()
    return EXIT.fine
  }
}

type Ending = 'stop' | 'closed'

/** What may happen while something is served. Listens for each ending once, however often one waits for the next event. */
class Events {
  #ending: Promise<Ending> | undefined
  #wake: (() => void) | undefined

  constructor({ stop }: Interruption, { closed }: Servers) {
    const end = (ending: Promise<Ending>): void => {
      this.#ending ??= ending
      this.#wake?.()
    }
    void whenAborted(stop).then(() => end(Promise.resolve('stop')))
    closed.then(
      () => end(Promise.resolve('closed')),
      (error: unknown) => {
        const failed = Promise.reject<Ending>(error)
        failed.catch(() => {})
        end(failed)
      },
    )
  }

  /** The first ending, or `changed`. Rejects when the servers failed for good. */
  async next(change: ((signal: AbortSignal) => Promise<void>) | undefined): Promise<Ending | 'changed'> {
    const over = new AbortController()
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve
    })
    if (this.#ending !== undefined) return this.#ending
    try {
      await Promise.race(change === undefined ? [woken] : [woken, change(over.signal)])
    } finally {
      over.abort()
    }
    return this.#ending ?? 'changed'
  }
}

function whenChanged({ context: { io }, operands }: RunRequest, { version: { snapshot } }: Serving, signal: AbortSignal): Promise<void> {
  const folders = foldersOf(io, operands, snapshot)
  return waitForChange({ folders, differs: () => differs(io, operands, snapshot), signal })
}

/** The new version takes over, unless it is worse: then the old one is served on, and what was read is not tried again. */
async function reload(request: RunRequest, announcer: Announcer, interruption: Interruption, old: Serving): Promise<Version> {
  const { stop } = interruption
  const seen = await snapshotNow(request.context.io, request.operands, old.version.snapshot)
  let next: Version | undefined
  const keepOld = async (reason: string): Promise<Version> => {
    await announcer.failed('reload-failed', next, `${reason}; the version before keeps running`)
    return { ...old.version, snapshot: next?.snapshot ?? seen }
  }
  try {
    // A mistake in a version that was free of them is one that its author is just making.
    next = await readVersion(request, hasErrors(old.version))
    await announcer.findings(next)
    const broken = newlyBroken(next, old.version)
    if (broken !== undefined) return await keepOld(broken)
    await old.servers.replace(next, stop)
    // Until then nobody was on stdin whose end would have meant anything.
    if (stdioExposers(next).length > 0 && stdioExposers(old.version).length === 0) stopAtEndOfInput(request, interruption)
    await announcer.ready(next, old.servers)
    return next
  } catch (error) {
    if (stop.aborted) return old.version
    return keepOld(explainFailure(error, undefined).text)
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

/** The end of stdin is the end of the client. It may come at any time, also before this is called. */
function stopAtEndOfInput({ context: { io } }: RunRequest, interruption: Interruption): void {
  const end = (): void => interruption.request('end of input')
  if (io.stdin.readableEnded || io.stdin.destroyed) return end()
  io.stdin.once('end', end)
  io.stdin.once('close', end)
}
