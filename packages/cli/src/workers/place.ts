import { setTimeout as sleep } from 'node:timers/promises'
import type { RunningEndpoint } from '@naftiko/core'
import { type Failure, Refusal } from '../failure.ts'
import { Member } from './member.ts'
import type { Ports, Report } from './messages.ts'
import { Hopeless, Restarts } from './restarts.ts'

/** What a place is told to do, and tells of. */
export interface PlaceOptions {
  readonly worker: number
  ports(): Ports
  /** Whether documents that are refused may be better soon, so that waiting for them is the thing to do. */
  readonly watches: boolean
  readonly events: PlaceEvents
}

export interface PlaceEvents {
  /** It serves again after it had ended. */
  serves(place: Place): void
  /** It ended and comes back after so many milliseconds. */
  ended(place: Place, how: string, restartMs: number): void
  /** It does not serve the documents as they are now, which others still serve as they were. */
  refused(place: Place, text: string): void
  /** It dies at once, again and again. */
  hopeless(place: Place, error: Hopeless): void
}

/** Of the process that serves at a place. */
export interface Served {
  readonly endpoints: readonly RunningEndpoint[]
  readonly digest: string
}

/** One of the places that `--workers` asks for: always the same number, and one process after the other. */
export class Place {
  readonly worker: number
  readonly #options: PlaceOptions
  readonly #restarts = new Restarts()
  #member: Member | undefined
  #served: Served | undefined
  /** Aborted when nobody wants a process here any more. */
  #quit = new AbortController()

  constructor(options: PlaceOptions) {
    this.#options = options
    this.worker = options.worker
  }

  get pid(): number | undefined {
    return this.#member?.pid
  }

  /** Nothing while no process serves here. */
  get served(): Served | undefined {
    return this.#served
  }

  /** Resolves when a process serves here, be it the fifth. Rejects with a `Refusal` when the documents or ports are the reason that none does. */
  async open({ leads, again }: { readonly leads: boolean; readonly again: boolean }): Promise<void> {
    const { signal } = this.#quit
    for (;;) {
      signal.throwIfAborted()
      const member = Member.fork()
      this.#member = member
      try {
        this.#serves(member, await serving(member, { worker: this.worker, leads, ports: this.#options.ports() }))
        return
      } catch (error) {
        const how = await member.ended
        this.#member = undefined
        signal.throwIfAborted()
        if (error instanceof Refusal && (!again || this.#options.watches)) throw error
        await this.#pause(error instanceof Refusal ? error.message : (member.failure ?? how), signal)
      }
    }
  }

  /** The new version starts beside the old one. Rejects with a `Refusal`, or because the process has ended. */
  async prepare(partial: boolean, ports: Ports): Promise<void> {
    const report = await this.#member!.ask({ order: 'prepare', partial, ...ports })
    if (report.report === 'refused') throw new Refusal(report)
  }

  async commit(): Promise<void> {
    const report = await this.#member!.ask({ order: 'commit' })
    if (report.report === 'serving') this.#served = report
    else throw refusalOf(report)
  }

  async abandon(): Promise<void> {
    await this.#member?.ask({ order: 'abandon' })
  }

  /** A process that is just starting would read documents that are just changing: it goes, and comes back with `resume`. */
  async suspend(): Promise<void> {
    if (this.#served !== undefined) return
    this.#quit.abort()
    this.#member?.kill()
    await this.#member?.ended
  }

  resume(): void {
    if (this.#served !== undefined) return
    this.#quit = new AbortController()
    this.#reopen(0)
  }

  /** Drains. A process that does not end by then is ended. */
  async stop(graceMs: number): Promise<void> {
    this.#quit.abort()
    const member = this.#member
    if (member === undefined) return
    member.tell({ order: 'stop' })
    if (this.#served === undefined) member.kill()
    const timer = setTimeout(() => member.kill(), graceMs)
    await member.ended
    clearTimeout(timer)
  }

  async kill(): Promise<void> {
    this.#quit.abort()
    this.#member?.kill()
    await this.#member?.ended
  }

  #serves(member: Member, served: Served): void {
    const since = performance.now()
    this.#served = served
    void member.ended.then((how) => {
      this.#served = undefined
      this.#member = undefined
      if (this.#quit.signal.aborted) return
      const pause = this.#afterDeath(member.failure ?? how, performance.now() - since)
      if (pause !== undefined) this.#reopen(pause)
    })
  }

  /** In the background: nobody waits for a process that comes back. */
  #reopen(pause: number): void {
    const { signal } = this.#quit
    const open = async (): Promise<void> => {
      await sleep(pause, undefined, { signal })
      await this.open({ leads: false, again: true })
      this.#options.events.serves(this)
    }
    open().catch((error: unknown) => {
      if (error instanceof Refusal && !signal.aborted) this.#options.events.refused(this, error.message)
    })
  }

  async #pause(how: string, signal: AbortSignal): Promise<void> {
    const pause = this.#afterDeath(how, 0)
    if (pause === undefined) throw new Hopeless(this.worker, how)
    await sleep(pause, undefined, { signal })
  }

  /** How long to wait; nothing where waiting is in vain. */
  #afterDeath(how: string, livedMs: number): number | undefined {
    const pause = this.#restarts.after(livedMs)
    if (pause === undefined) this.#options.events.hopeless(this, new Hopeless(this.worker, how))
    else this.#options.events.ended(this, how, pause)
    return pause
  }
}

async function serving(member: Member, { ports, ...how }: { worker: number; leads: boolean; ports: Ports }): Promise<Served> {
  const here = await member.report()
  if (here.report !== 'here') throw refusalOf(here)
  const report = await member.ask({ order: 'serve', ...how, ...ports })
  if (report.report === 'serving') return report
  throw refusalOf(report)
}

function refusalOf(report: Report): Refusal {
  const unexpected: Failure = { exitCode: 1, text: `a worker reported "${report.report}", which was not asked for` }
  return new Refusal(report.report === 'refused' ? report : unexpected)
}
