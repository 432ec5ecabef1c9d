import type { Failure } from '../failure.ts'
import { isOrder, type Order, type Report } from './messages.ts'

/** What a worker acts on: an order, or its own end by a signal or a failure. */
export type Event = Order | { readonly order: 'end'; readonly failure?: Failure }

/** The channel to the supervisor, seen from a worker. */
export class Orders {
  readonly #waiting: Event[] = []
  #take: ((event: Event) => void) | undefined

  constructor() {
    process.on('message', this.#receive)
  }

  /** The next order. One asks at a time. */
  next(): Promise<Event> {
    const event = this.#waiting.shift()
    if (event !== undefined) return Promise.resolve(event)
    return new Promise((resolve) => {
      this.#take = resolve
    })
  }

  /** Adds one that did not come from the supervisor, or that somebody else has to act on. */
  put(event: Event): void {
    const take = this.#take
    this.#take = undefined
    if (take === undefined) this.#waiting.push(event)
    else take(event)
  }

  /** Resolves when the supervisor's end of the channel has it. */
  report(report: Report): Promise<void> {
    return new Promise((resolve) => {
      if (process.send === undefined || !process.connected) resolve()
      else process.send(report, () => resolve())
    })
  }

  /** Without the channel, nothing keeps the process. */
  close(): void {
    process.off('message', this.#receive)
    if (process.connected) process.disconnect()
  }

  readonly #receive = (message: unknown): void => {
    if (isOrder(message)) this.put(message)
  }
}
