import type { Logger } from '@naftiko/plugin-api'
import type { ExposedEntry } from '../capability.ts'
import type { Closure } from '../guard/scheme.ts'
import { isLoopback } from '../loopback.ts'
import type { HostOptions, RequestHandler, RunningEndpoint } from '../public.ts'
import type { Front } from './http/front.ts'
import { gateway } from './http/gateway.ts'
import { Listener, type ListenerOptions } from './http/listener.ts'
import { listenAddress } from './options.ts'
import type { RunningCapability } from './running.ts'

/** An exposer that is served, be it only to say why it is closed. */
export interface Door {
  readonly entry: ExposedEntry
  /** What is known of it without a port. */
  readonly endpoint: RunningEndpoint
  /** Absent where it is no HTTP server. */
  readonly front: Front | undefined
}

/** `index` is the place of the exposer among those of its document. */
export function doorOf({ capability, fronts }: RunningCapability, index: number, closure: Closure | undefined): Door {
  const entry = capability.exposed[index]!
  const { type, namespace } = entry
  const { name, file } = capability
  const closed = closure === undefined ? {} : { closed: closure.reason }
  return {
    entry,
    endpoint: { capability: name, file, type, namespace, transport: entry.endpoint.transport, ...closed },
    front: fronts[index],
  }
}

/** A port that the host before has, and what is to be answered there. */
interface Takeover {
  readonly listener: Listener
  readonly options: ListenerOptions
}

/** Binds the ports of one host: one for each door, or one for all. */
export class Listening {
  /** Every listener that was made or taken over, also one whose start failed: all are stopped with the host. */
  readonly listeners: Listener[] = []
  readonly #options: HostOptions
  readonly #log: Logger
  readonly #before: readonly Listener[]
  readonly #takeovers: Takeover[] = []

  /** `before` are the listeners of the host that this one follows; those whose port is wanted again are not bound anew. */
  constructor(options: HostOptions, log: Logger, before: readonly Listener[] = []) {
    this.#options = options
    this.#log = log
    this.#before = before
  }

  /** Takes over, in one go, what was found bound. Until then the host before answers there. */
  takeOver(): void {
    for (const { listener, options } of this.#takeovers) {
      listener.passTo(options)
      this.listeners.push(listener)
    }
  }

  open(doors: readonly Door[]): Promise<readonly RunningEndpoint[]> {
    return this.#options.gateway === undefined ? this.#openEach(doors) : this.#openAsGateway(doors, this.#options.gateway)
  }

  async #openEach(doors: readonly Door[]): Promise<readonly RunningEndpoint[]> {
    const endpoints: RunningEndpoint[] = []
    for (const { entry, endpoint, front } of doors) {
      if (front === undefined) {
        endpoints.push(endpoint)
        continue
      }
      const { address, port } = listenAddress(entry, this.#options)
      this.#warnIfOpen(address, entry)
      const url = await this.#bind(entry.namespace, address, port, handlerOf(front))
      endpoints.push({ ...endpoint, url: url + (entry.endpoint.path ?? '') })
    }
    return endpoints
  }

  async #openAsGateway(doors: readonly Door[], port: number): Promise<readonly RunningEndpoint[]> {
    const address = this.#options.address ?? '127.0.0.1'
    const mounts = new Map(doors.flatMap(({ entry, front }) => (front === undefined ? [] : [[entry.namespace, handlerOf(front)] as const])))
    for (const { entry, front } of doors) if (front !== undefined) this.#warnIfOpen(address, entry)
    const url = await this.#bind('gateway', address, port, gateway(mounts))
    return doors.map(({ entry, endpoint, front }) =>
      front === undefined ? endpoint : { ...endpoint, url: `${url}/${entry.namespace}${entry.endpoint.path ?? ''}` },
    )
  }

  async #bind(name: string, address: string, port: number, handler: RequestHandler): Promise<string> {
    const { allowedHosts = [], allowedOrigins = [] } = this.#options
    const options: ListenerOptions = { name, address, port, handler, allowedHosts, allowedOrigins }
    const bound = this.#before.find((one) => one.isAt(address, port))
    if (bound !== undefined) {
      this.#takeovers.push({ listener: bound, options })
      return bound.url
    }
    const listener = new Listener(options)
    this.listeners.push(listener)
    await listener.start()
    return listener.url
  }

  #warnIfOpen(address: string, { closed, namespace }: ExposedEntry): void {
    if (closed || isLoopback(address)) return
    const message = `"${namespace}" listens on ${address}, beyond this machine, without asking for credentials; add "authentication" or bind it to 127.0.0.1`
    this.#log.warn(message, { code: 'NAFTIKO_OPEN_ADDRESS' })
  }
}

function handlerOf(front: Front): RequestHandler {
  return (request, response) => front.handle(request, response)
}
