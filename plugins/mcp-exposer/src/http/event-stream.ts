import type { ServerResponse } from 'node:http'
import type { JsonText } from '../protocol/answers.ts'
import { isStuck } from '../stuck.ts'

/** A comment line at this pace (milliseconds) keeps proxies from closing a stream in which nothing happens. */
const KEEP_ALIVE = 15_000
const HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
} as const

/** An answer that is written event by event. It belongs to no version of the document. */
export class EventStream {
  readonly #response: ServerResponse

  constructor(response: ServerResponse) {
    this.#response = response
    response.writeHead(200, HEADERS)
    response.flushHeaders()
    const keepAlive = setInterval(() => this.#keepAlive(), KEEP_ALIVE).unref()
    response.once('close', () => clearInterval(keepAlive))
  }

  /** Whether so much waits for the client already that it can hardly be reading. */
  get isStuck(): boolean {
    return isStuck(this.#response)
  }

  send(text: JsonText): void {
    if (!this.#response.writableEnded) this.#response.write(`event: message\ndata: ${text}\n\n`)
  }

  end(): void {
    this.#response.end()
  }

  /** Gives the client up. */
  drop(): void {
    this.#response.destroy()
  }

  #keepAlive(): void {
    if (!this.isStuck && !this.#response.writableEnded) this.#response.write(': still here\n\n')
  }
}
