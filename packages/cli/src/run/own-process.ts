import type { Host, HostOptions, RunningEndpoint } from '@naftiko/core'
import { withKeptPorts } from './kept-ports.ts'
import type { Servers } from './servers.ts'
import { makeHost, type RunRequest, type Version } from './version.ts'

export interface Replacement {
  /** Of the new version. Default: those of the command line. */
  readonly hostOptions?: HostOptions
  /** Awaited when everything of the new version has started, before requests go to it. */
  beforeServing?(): Promise<void>
}

/** Serves in this process. */
export class OwnProcess implements Servers {
  readonly facts = {}
  readonly closed: Promise<void>
  readonly #request: RunRequest
  /** Hosts that were followed and finish what they have begun. */
  readonly #leaving = new Set<Promise<void>>()
  #host: Host | undefined
  #version: Version | undefined
  #settleClosed!: { resolve: () => void; reject: (error: unknown) => void }

  constructor(request: RunRequest) {
    this.#request = request
    this.closed = new Promise((resolve, reject) => {
      this.#settleClosed = { resolve, reject }
    })
    this.closed.catch(() => {})
  }

  get endpoints(): readonly RunningEndpoint[] {
    return this.#host?.endpoints ?? []
  }

  async start(version: Version, stop: AbortSignal): Promise<void> {
    const host = makeHost(version, this.#request)
    await host.start({ signal: stop })
    this.#adopt(host, version)
  }

  async replace(version: Version, stop: AbortSignal, { hostOptions = this.#request.hostOptions, ...how }: Replacement = {}): Promise<void> {
    const old = this.#host!
    const next = makeHost(version, this.#request, withKeptPorts(hostOptions, old, version))
    if (isAlone(version) || isAlone(this.#version!)) return this.#afterEachOther(old, next, version, stop)
    await next.start({ signal: stop, follows: old, ...how })
    this.#adopt(next, version)
    this.#letGo(old)
  }

  async stop(): Promise<void> {
    await Promise.all([this.#host?.stop(), ...this.#leaving])
  }

  /** The process ends, and everything with it. */
  async kill(): Promise<void> {}

  /** Stdin and stdout have one reader, so the old one has to go before the new one comes. */
  async #afterEachOther(old: Host, next: Host, version: Version, stop: AbortSignal): Promise<void> {
    this.#host = undefined
    await old.stop()
    try {
      await next.start({ signal: stop })
      this.#adopt(next, version)
    } catch (error) {
      if (stop.aborted) throw error
      const again = makeHost(this.#version!, this.#request, withKeptPorts(this.#request.hostOptions, old, this.#version!))
      await again.start({ signal: stop })
      this.#adopt(again, this.#version!)
      throw error
    }
  }

  #letGo(host: Host): void {
    const leaving = host.stop().finally(() => this.#leaving.delete(leaving))
    this.#leaving.add(leaving)
  }

  /** Only the end of the host that serves is the end. */
  #adopt(host: Host, version: Version): void {
    this.#host = host
    this.#version = version
    host.closed.then(
      () => this.#host === host && this.#settleClosed.resolve(),
      (error: unknown) => this.#host === host && this.#settleClosed.reject(error),
    )
  }
}

/** Whether an exposer has something that there is once in a process. */
function isAlone({ capabilities }: Version): boolean {
  return capabilities.some(({ exposers }) => exposers.some(({ endpoint }) => endpoint.transport !== 'http'))
}
