import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Lifecycle, StartError } from '@naftiko/plugin-api'
import { isLoopback } from '../../loopback.ts'
import { continueTrace } from '../../observe/trace.ts'
import type { RequestHandler } from '../../public.ts'
import { answerProblem } from './answer.ts'
import { checkOrigin, type OriginPolicy } from './origin.ts'

/** Longer than the idle time of common load balancers, so that it is never our side that closes under a request. */
const KEEP_ALIVE_MS = 75_000

export interface ListenerOptions {
  /** The exposer (or gateway) it belongs to, for messages. */
  readonly name: string
  readonly address: string
  /** 0 means a free one. */
  readonly port: number
  readonly handler: RequestHandler
  readonly allowedHosts: readonly string[]
  readonly allowedOrigins: readonly string[]
}

/** One bound port. */
export class Listener implements Lifecycle {
  #options: ListenerOptions
  #guarded: RequestHandler
  #server: Server | undefined

  constructor(options: ListenerOptions) {
    this.#options = options
    this.#guarded = guarded(options)
  }

  /** `http://127.0.0.1:8080`; known once it is bound. */
  get url(): string {
    const { address, port } = this.#server!.address() as AddressInfo
    const host = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '[::1]' : address.includes(':') ? `[${address}]` : address
    return `http://${host}:${port}`
  }

  /** Whether this is where somebody wants to listen. A free port is never here. */
  isAt(address: string, port: number): boolean {
    const server = this.#server
    if (server === undefined || !server.listening) return false
    return bindAddress(address) === bindAddress(this.#options.address) && port === (server.address() as AddressInfo).port
  }

  /** From the next request on somebody else answers; connections stay. */
  passTo(options: ListenerOptions): void {
    this.#options = options
    this.#guarded = guarded(options)
  }

  /** Resolves when the port is bound. Rejects with a `StartError` that says what to do. */
  async start(): Promise<void> {
    const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => this.#guarded(request, response))
    this.#server = server
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => reject(this.#failure(error)))
      server.listen(this.#options.port, bindAddress(this.#options.address), resolve)
    })
  }

  async drain(): Promise<void> {
    this.#server?.close()
    this.#server?.closeIdleConnections()
  }

  async stop(): Promise<void> {
    const server = this.#server
    if (server === undefined || !server.listening) {
      server?.closeAllConnections()
      return
    }
    await new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  }

  #failure(error: NodeJS.ErrnoException): StartError {
    const { name, address, port } = this.#options
    if (error.code === 'EADDRINUSE') {
      return new StartError(
        'NAFTIKO_PORT_TAKEN',
        name,
        `port ${port} on ${address}, which "${name}" wants, is taken by another process; stop that, or choose another port (--port ${name}=<n>, or --any-port)`,
        { cause: error },
      )
    }
    if (error.code === 'EACCES')
      return new StartError(
        'NAFTIKO_PORT_FORBIDDEN',
        name,
        `port ${port}, which "${name}" wants, may not be opened by this user; choose one above 1023`,
        { cause: error },
      )
    return new StartError('NAFTIKO_LISTEN_FAILED', name, `"${name}" cannot listen on ${address}:${port} (${error.code ?? error.message})`, {
      cause: error,
    })
  }
}

function guarded({ address, handler, allowedHosts, allowedOrigins }: ListenerOptions): RequestHandler {
  const policy: OriginPolicy = {
    loopback: isLoopback(address),
    allowedHosts: new Set(allowedHosts.map((host) => host.toLowerCase())),
    allowedOrigins: new Set(allowedOrigins),
  }
  return (request, response) => {
    const problem = checkOrigin(request, policy)
    if (problem === undefined) handler(request, response)
    else answerProblem(response, problem, continueTrace().traceparent)
  }
}

/** `localhost` may resolve to one of two addresses; the one that every client tries is the safe choice. */
function bindAddress(address: string): string {
  return address === 'localhost' ? '127.0.0.1' : address.replace(/^\[(.*)\]$/, '$1')
}
