import {
  isJSONRPCRequest,
  type JSONRPCMessage,
  type RequestId,
  StreamableHTTPClientTransport,
  type Transport,
  type TransportSendOptions,
} from '@modelcontextprotocol/client'
import { UnavailableError } from '@naftiko/plugin-api'
import type { ServerName } from '../connection.ts'
import { type Exchange, exchanges, newExchange } from '../exchange.ts'

export type HttpOptions = NonNullable<ConstructorParameters<typeof StreamableHTTPClientTransport>[1]>

/** The same options; the interface allows `undefined` in them, and its class does not say so. */
type SendOptions = NonNullable<Parameters<StreamableHTTPClientTransport['send']>[1]>

/** Answers of ours to requests whose stream ended; no server can send one. */
const BROKEN_OFF = -32_000

/**
 * Streamable HTTP as the library has it, and two things besides: a request whose stream ends without an answer fails at
 * once instead of when its time is over, and a call that nobody waits for any more gives its stream back.
 */
export class HttpTransport implements Transport {
  readonly hasPerRequestStream = true
  onclose?: Transport['onclose']
  onerror?: Transport['onerror']
  onmessage?: Transport['onmessage']
  readonly #inner: StreamableHTTPClientTransport
  readonly #name: ServerName
  readonly #waiting = new Map<RequestId, Exchange>()

  constructor(url: URL, options: HttpOptions, name: ServerName) {
    this.#name = name
    this.#inner = new StreamableHTTPClientTransport(url, options)
    Object.assign(this.#inner, {
      onclose: () => this.onclose?.(),
      onerror: (error) => this.onerror?.(error),
      onmessage: (message) => {
        if (!('method' in message) && message.id !== undefined) this.#waiting.delete(message.id)
        this.onmessage?.(message)
      },
    } satisfies Partial<Transport>)
  }

  get sessionId(): string | undefined {
    return this.#inner.sessionId
  }

  start(): Promise<void> {
    return this.#inner.start()
  }

  async send(message: JSONRPCMessage, options: TransportSendOptions = {}): Promise<void> {
    if (!isJSONRPCRequest(message)) return this.#inner.send(message, options as SendOptions)
    const exchange = exchanges.getStore() ?? newExchange()
    this.#waiting.set(message.id, exchange)
    const onRequestStreamEnd = (): void => {
      options.onRequestStreamEnd?.()
      this.#ended(message.id)
    }
    const requestSignal = options.requestSignal ?? exchange.abandoned.signal
    // The library does not say that a stream has ended which it ended itself.
    requestSignal.addEventListener('abort', () => this.#waiting.delete(message.id), { once: true })
    try {
      await exchanges.run(exchange, () => this.#inner.send(message, { ...(options as SendOptions), requestSignal, onRequestStreamEnd }))
    } catch (error) {
      this.#waiting.delete(message.id)
      throw exchange.failure ?? error
    }
  }

  setProtocolVersion(version: string): void {
    this.#inner.setProtocolVersion(version)
  }

  /** Tells the server that the session is over, where there is one. */
  terminateSession(): Promise<void> {
    return this.#inner.terminateSession()
  }

  close(): Promise<void> {
    this.#waiting.clear()
    return this.#inner.close()
  }

  #ended(id: RequestId): void {
    const exchange = this.#waiting.get(id)
    if (exchange === undefined) return
    this.#waiting.delete(id)
    const { namespace, place } = this.#name
    const message = `"${namespace}" (${place}) broke off before it answered`
    const failure = exchange.failure ?? new UnavailableError('NAFTIKO_UPSTREAM_CUT', message)
    this.onmessage?.({ jsonrpc: '2.0', id, error: { code: BROKEN_OFF, message, data: { failure } } })
  }
}
