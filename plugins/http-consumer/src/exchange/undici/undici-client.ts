import { CancelledError } from '@naftiko/plugin-api'
import { type Attempt, sendAgain } from '../again.ts'
import type { Client, ClientOptions, UpstreamRequest, UpstreamResponse } from '../client.ts'
import { Exchange, type ExchangeContext } from './exchange.ts'
import { Pool } from './pool.ts'
import { targetOf } from './target.ts'

/** Sends requests through the connection pools of undici, by the shortest way it has. */
export class UndiciClient implements Client {
  readonly #options: ExchangeContext
  readonly #pools = new Map<string, Pool>()
  #undici: typeof import('undici') | undefined
  #answers = 0

  constructor(options: ClientOptions) {
    this.#options = {
      ...options,
      isReused: () => this.#answers > 0,
      onAnswer: () => {
        this.#answers += 1
      },
    }
  }

  async open(): Promise<void> {
    this.#undici = await import('undici')
  }

  send(request: UpstreamRequest): Promise<UpstreamResponse> {
    return sendAgain(request, this.#attempt)
  }

  close(): void {
    for (const pool of this.#pools.values()) pool.close()
    this.#pools.clear()
  }

  readonly #attempt = (request: UpstreamRequest): Promise<Attempt> => {
    if (request.signal.aborted) return Promise.resolve({ error: new CancelledError(), harmless: false })
    const { origin, path } = targetOf(request.url, request.verbatim === true)
    return new Promise((resolve) => {
      this.#poolOf(origin).send(new Exchange(request, path, this.#options, resolve))
    })
  }

  #poolOf(origin: string): Pool {
    const known = this.#pools.get(origin)
    if (known !== undefined) return known
    const { Client: Connection } = this.#undici!
    const { connections, timeouts } = this.#options
    const pool = new Pool(connections, () => new Connection(origin, { pipelining: 1, connect: { timeout: timeouts.connect } }))
    this.#pools.set(origin, pool)
    return pool
  }
}
