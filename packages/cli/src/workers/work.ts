import { EXIT, type ExitCode } from '../exit-codes.ts'
import { explainFailure, type Failure, Refusal } from '../failure.ts'
import { OwnProcess } from '../run/own-process.ts'
import { readVersion, type RunRequest, type Version } from '../run/version.ts'
import { type Interruption, whenAborted } from '../signals.ts'
import { digestOf } from './digest.ts'
import type { Order, Ports } from './messages.ts'
import { Orders } from './orders.ts'
import { type WorkerLog, workerLog } from './worker-log.ts'

/** What a worker does: serve what the supervisor tells it to, until it is told to stop, or a signal is for it alone. */
export async function work(request: RunRequest, { stop }: Interruption): Promise<ExitCode> {
  const orders = new Orders()
  try {
    await orders.report({ report: 'here' })
    const first = await orders.next()
    return first.order === 'serve' ? await new Work(request, orders, stop, first).serve() : EXIT.fine
  } finally {
    orders.close()
  }
}

type ServeOrder = Extract<Order, { order: 'serve' }>
type PrepareOrder = Extract<Order, { order: 'prepare' }>

class Work {
  readonly #request: RunRequest
  readonly #orders: Orders
  readonly #stop: AbortSignal
  readonly #log: WorkerLog
  readonly #servers: OwnProcess
  readonly #worker: number

  constructor(request: RunRequest, orders: Orders, stop: AbortSignal, first: ServeOrder) {
    this.#worker = first.worker
    this.#log = workerLog(request.log, first.worker, first.leads)
    this.#request = { ...request, log: this.#log, hostOptions: this.#hostOptions(request, first) }
    this.#orders = orders
    this.#stop = stop
    this.#servers = new OwnProcess(this.#request)
  }

  async serve(): Promise<ExitCode> {
    try {
      const version = await this.#read(true)
      await this.#servers.start(version, this.#stop)
      this.#log.started()
      await this.#reportServing(version)
    } catch (error) {
      const { exitCode, text } = explainFailure(error, 'run')
      await this.#orders.report({ report: 'refused', exitCode, text })
      return exitCode
    }
    return this.#untilStopped()
  }

  async #untilStopped(): Promise<ExitCode> {
    const end = (failure?: Failure): void => this.#orders.put({ order: 'end', ...(failure === undefined ? {} : { failure }) })
    this.#servers.closed.catch((error: unknown) => end(explainFailure(error, undefined)))
    void whenAborted(this.#stop).then(() => end())
    for (;;) {
      const event = await this.#orders.next()
      if (event.order === 'prepare') await this.#replace(event)
      if (event.order !== 'stop' && event.order !== 'end') continue
      const failure = event.order === 'end' ? event.failure : undefined
      if (failure !== undefined) await this.#orders.report({ report: 'failed', text: failure.text })
      await this.#servers.stop()
      return failure?.exitCode ?? EXIT.fine
    }
  }

  /** The new version starts beside the old one; when it takes over is said by the supervisor, when every worker is as far. */
  async #replace(order: PrepareOrder): Promise<void> {
    const beforeServing = async (): Promise<void> => {
      await this.#orders.report({ report: 'prepared' })
      const answer = await this.#orders.next()
      if (answer.order === 'commit') return
      if (answer.order !== 'abandon') this.#orders.put(answer)
      throw new Refusal({ exitCode: EXIT.failed, text: 'another worker does not serve the new version' })
    }
    try {
      const version = await this.#read(order.partial)
      await this.#servers.replace(version, this.#stop, { beforeServing, hostOptions: this.#hostOptions(this.#request, order) })
      await this.#reportServing(version)
    } catch (error) {
      const { exitCode, text } = explainFailure(error, undefined)
      await this.#orders.report({ report: 'refused', exitCode, text })
    }
  }

  async #read(partial: boolean): Promise<Version> {
    const version = await readVersion(this.#request, partial)
    if (version.capabilities.length > 0) return version
    throw new Refusal({ exitCode: EXIT.badDocument, text: 'no document can be served any more' })
  }

  #reportServing({ snapshot }: Version): Promise<void> {
    return this.#orders.report({ report: 'serving', endpoints: this.#servers.endpoints, digest: digestOf(snapshot) })
  }

  #hostOptions({ hostOptions }: RunRequest, { ports, gateway }: Ports): RunRequest['hostOptions'] {
    return { ...hostOptions, ports, ...(gateway === undefined ? {} : { gateway }), instance: String(this.#worker) }
  }
}
