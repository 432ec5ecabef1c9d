import type { RunningEndpoint } from '@naftiko/core'
import type { Announcer } from '../run/announce.ts'
import type { Servers } from '../run/servers.ts'
import { makeHost, type RunRequest, stdioExposers, type Version } from '../run/version.ts'
import { whenAborted } from '../signals.ts'
import { UsageError } from '../usage-error.ts'
import { digestOf } from './digest.ts'
import { choosePorts } from './free-ports.ts'
import type { Ports } from './messages.ts'
import { Place, type PlaceEvents } from './place.ts'

/** Longer than a host takes to drain, so that only a process that does not answer is ended from outside. */
const STOP_MS = 15_000

/** Serves in several processes that share their ports, and watches over them. */
export class WorkerPool implements Servers {
  readonly closed: Promise<void>
  readonly #request: RunRequest
  readonly #places: readonly Place[]
  #ports: Ports | undefined
  #version: Version | undefined
  #endpoints: readonly RunningEndpoint[] = []
  #fail!: (error: unknown) => void

  constructor(request: RunRequest, count: number, announcer: Announcer) {
    this.#request = request
    this.closed = new Promise((_, reject) => {
      this.#fail = reject
    })
    this.closed.catch(() => {})
    const events = this.#events(announcer)
    const { watch } = request.options
    this.#places = Array.from(
      { length: count },
      (_, index) => new Place({ worker: index + 1, watches: watch, ports: () => this.#ports!, events }),
    )
  }

  get endpoints(): readonly RunningEndpoint[] {
    return this.#endpoints
  }

  get facts(): { readonly workers: readonly { readonly worker: number; readonly pid: number | undefined }[] } {
    return { workers: this.#places.map(({ worker, pid }) => ({ worker, pid })) }
  }

  async start(version: Version, stop: AbortSignal): Promise<void> {
    this.#check(version)
    this.#ports = await choosePorts(version, this.#request.hostOptions, undefined)
    this.#version = version
    const opened = Promise.all(this.#places.map((place, index) => place.open({ leads: index === 0, again: false })))
    try {
      await Promise.race([opened, whenAborted(stop).then(() => Promise.reject(new Error('stopped')))])
    } catch (error) {
      opened.catch(() => {})
      await this.stop()
      throw error
    }
    this.#endpoints = this.#places[0]!.served?.endpoints ?? []
  }

  /** Every worker starts the new version beside the old one. When all have, they take it over; when one has not, none does. */
  async replace(version: Version, stop: AbortSignal): Promise<void> {
    this.#check(version)
    const ports = await choosePorts(version, this.#request.hostOptions, this.#ports)
    await Promise.all(this.#places.map((place) => place.suspend()))
    try {
      await this.#prepare(version, ports)
      stop.throwIfAborted()
      this.#ports = ports
      this.#version = version
      await this.#settle((place) => place.commit())
    } finally {
      for (const place of this.#places) place.resume()
    }
    this.#endpoints = this.#places.find(({ served }) => served !== undefined)?.served?.endpoints ?? this.#endpoints
  }

  async stop(): Promise<void> {
    await Promise.all(this.#places.map((place) => place.stop(STOP_MS)))
  }

  async kill(): Promise<void> {
    await Promise.all(this.#places.map((place) => place.kill()))
  }

  /** What a host would refuse is refused before any process starts. */
  #check(version: Version): void {
    const [stdio] = stdioExposers(version)
    if (stdio !== undefined) {
      throw new UsageError(
        `"${stdio}" talks over stdin and stdout, which only one process can read; leave out --workers, or run that exposer in a command of its own`,
      )
    }
    makeHost(version, this.#request)
  }

  async #prepare(version: Version, ports: Ports): Promise<void> {
    const serving = this.#places.filter(({ served }) => served !== undefined)
    const partial = version.capabilities.some(({ diagnostics }) => diagnostics.some(({ severity }) => severity === 'error'))
    const results = await Promise.allSettled(serving.map((place) => place.prepare(partial, ports)))
    const failed = results.find((result) => result.status === 'rejected')
    if (failed === undefined) return
    const prepared = serving.filter((_, index) => results[index]!.status === 'fulfilled')
    await Promise.allSettled(prepared.map((place) => place.abandon()))
    throw failed.reason
  }

  /** One that ends meanwhile comes back by itself, with the new version. */
  async #settle(what: (place: Place) => Promise<void>): Promise<void> {
    await Promise.allSettled(this.#places.filter(({ served }) => served !== undefined).map(what))
  }

  #events(announcer: Announcer): PlaceEvents {
    return {
      ended: ({ worker }, reason, restartMs) => announcer.workerEnded(worker, reason, restartMs),
      serves: ({ worker, pid, served }) => {
        announcer.workerServes(worker, pid)
        if (served !== undefined && this.#version !== undefined && served.digest !== digestOf(this.#version.snapshot)) {
          announcer.workerDiffers(
            worker,
            'the documents have changed since the others read them: they serve the older version; restart, or use --watch',
          )
        }
      },
      refused: ({ worker }, text) =>
        announcer.workerDiffers(worker, `${text}; the other workers serve the version before, and this one waits for the next change`),
      hopeless: (_, error) => void this.stop().finally(() => this.#fail(error)),
    }
  }
}
