import type { ServerResponse } from 'node:http'
import type { Transport, TransportSendOptions } from '@modelcontextprotocol/sdk/shared/transport.js'
import type { JSONRPCMessage, RequestId } from '@modelcontextprotocol/sdk/types.js'
import type { Messages } from './messages.ts'

/** A comment line at this pace (milliseconds) keeps proxies from closing a stream in which nothing happens. */
const KEEP_ALIVE = 15_000

export interface ExchangeOptions {
  /** Answer with an event stream, in which progress can travel. */
  readonly stream: boolean
  /** The JSON text of a message. */
  serialize(message: JSONRPCMessage): string
}

/**
 * One POST as a transport: the requests that it brought, and the answers that complete it. It ends when the last answer
 * is written; when the client goes away before that, `onclose` is called and the server aborts what is running.
 */
export class Exchange implements Transport {
  onclose?: () => void
  onerror?: (error: Error) => void
  onmessage?: Transport['onmessage']
  readonly #response: ServerResponse
  readonly #messages: Messages
  readonly #options: ExchangeOptions
  readonly #open: Set<RequestId>
  readonly #answers = new Map<RequestId, string>()
  #keepAlive: NodeJS.Timeout | undefined

  constructor(response: ServerResponse, messages: Messages, options: ExchangeOptions) {
    this.#response = response
    this.#messages = messages
    this.#options = options
    this.#open = new Set(messages.requests.map((request) => request.id))
  }

  async start(): Promise<void> {
    this.#response.once('close', () => void this.close())
    if (!this.#options.stream) return
    this.#response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    })
    this.#response.flushHeaders()
    this.#keepAlive = setInterval(() => this.#response.write(': still running\n\n'), KEEP_ALIVE).unref()
  }

  async send(message: JSONRPCMessage, _options?: TransportSendOptions): Promise<void> {
    const id = 'method' in message ? undefined : message.id
    // Without a stream there is no way to tell of progress.
    if (id === undefined && !this.#options.stream) return
    const text = this.#options.serialize(message)
    if (this.#options.stream) this.#response.write(`event: message\ndata: ${text}\n\n`)
    if (id === undefined) return
    this.#answers.set(id, text)
    this.#open.delete(id)
    if (this.#open.size === 0) this.#finish()
  }

  async close(): Promise<void> {
    clearInterval(this.#keepAlive)
    const { onclose } = this
    delete this.onclose
    onclose?.()
  }

  #finish(): void {
    clearInterval(this.#keepAlive)
    if (this.#options.stream) {
      this.#response.end()
      return
    }
    const answers = this.#messages.requests.map((request) => this.#answers.get(request.id)!)
    const body = this.#messages.batch ? `[${answers.join(',')}]` : answers[0]!
    this.#response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
    this.#response.end(body)
  }
}
