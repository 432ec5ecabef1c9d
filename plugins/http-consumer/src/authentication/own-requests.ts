import { CancelledError } from '@naftiko/plugin-api'
import type { Client, UpstreamRequest } from '../exchange/client.ts'
import type { Timeouts } from '../timeouts.ts'
import { USER_AGENT } from '../version.ts'

/** A whole answer. */
export interface OwnAnswer {
  readonly status: number
  readonly text: string
}

/** Nobody waits minutes for a token. */
const LONGEST_WAIT_MS = 30_000
const LARGEST_ANSWER = 1024 * 1024
/** They are rare, and never many at a time. */
const CONNECTIONS = 4

/**
 * Requests that a credential makes for itself, such as one for a token. They belong to the host and not to a call: a
 * caller that goes away does not end them, because others may wait for the same answer.
 */
export class OwnRequests {
  readonly #namespace: string
  readonly #timeouts: Timeouts
  readonly #clients = new Map<string, Promise<Client>>()
  readonly #stopped = new AbortController()

  constructor(namespace: string, timeouts: Timeouts) {
    const { connect, firstByte, idle, total } = timeouts
    const atMost = (time: number): number => Math.min(time, LONGEST_WAIT_MS)
    this.#namespace = namespace
    this.#timeouts = { connect: atMost(connect), firstByte: atMost(firstByte), idle: atMost(idle), total: atMost(total) }
  }

  /** Sends, and reads the answer to its end. Rejects with an `UnavailableError` that names the host. */
  async send({ url, method, headers, body }: Omit<UpstreamRequest, 'signal'>): Promise<OwnAnswer> {
    const { host, origin } = new URL(url)
    const name = { namespace: `the authorization server of ${this.#namespace}`, host }
    const { signal } = this.#stopped
    if (signal.aborted) throw new CancelledError()
    if (!this.#clients.has(origin)) this.#clients.set(origin, this.#connect(name))
    const client = await this.#clients.get(origin)!
    const sent = { 'accept-encoding': 'identity', 'user-agent': USER_AGENT, ...headers }
    const response = await client.send({ url, method, headers: sent, signal, ...(body === undefined ? {} : { body }) })
    return { status: response.status, text: await textOf(response.body.stream) }
  }

  /** Ends whatever is under way. */
  close(): void {
    this.#stopped.abort()
    for (const client of this.#clients.values()) void client.then((one) => one.close())
  }

  async #connect(name: { readonly namespace: string; readonly host: string }): Promise<Client> {
    const { GotClient } = await import('../exchange/got/got-client.ts')
    const client = new GotClient({ name, timeouts: this.#timeouts, connections: CONNECTIONS })
    await client.open()
    return client
  }
}

/** What is longer than any answer of this kind is cut; whoever reads it will see that it is none. */
async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunks) {
    pieces.push(chunk)
    size += chunk.length
    if (size > LARGEST_ANSWER) break
  }
  return Buffer.concat(pieces).toString('utf8')
}
