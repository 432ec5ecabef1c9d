import cluster, { type Worker } from 'node:cluster'
import { closeWhatIsLost } from './handed-over.ts'
import { isReport, type Order, type Report } from './messages.ts'

/** How a process ended: `signal SIGKILL`, `exit code 1`. */
export type HowItEnded = string

/** One worker process, seen from the supervisor. */
export class Member {
  readonly #worker: Worker
  readonly #reports: Report[] = []
  #take: { resolve(report: Report): void; reject(error: Error): void } | undefined
  #howItEnded: HowItEnded | undefined
  /** What it said was its failure, where it could. */
  failure: string | undefined
  readonly ended: Promise<HowItEnded>

  private constructor(worker: Worker) {
    this.#worker = worker
    worker.on('message', (message: unknown) => {
      if (isReport(message)) this.#receive(message)
    })
    closeWhatIsLost(worker.process)
    this.ended = new Promise((resolve) => {
      const end = (how: HowItEnded): void => {
        this.#howItEnded ??= how
        this.#take?.reject(this.#gone())
        resolve(this.#howItEnded)
      }
      worker.once('exit', (code: number | null, signal: string | null) => end(signal === null ? `exit code ${code}` : `signal ${signal}`))
      // A process that cannot be started has no end. A channel that breaks is told by the end of the process.
      worker.on('error', (error: NodeJS.ErrnoException) => {
        if (worker.process.pid === undefined) end(`${error.code ?? error.message}, before it started`)
      })
    })
  }

  /** Starts a process with the command line of this one. It gets no stdin, and writes where this one does. */
  static fork(): Member {
    cluster.setupPrimary({ stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    return new Member(cluster.fork())
  }

  get pid(): number | undefined {
    return this.#worker.process.pid
  }

  /** Gives an order and resolves to what is reported about it. Rejects when the process ends instead. One order at a time. */
  async ask(order: Order): Promise<Report> {
    this.tell(order)
    return this.report()
  }

  tell(order: Order): void {
    if (this.#howItEnded === undefined && this.#worker.isConnected()) this.#worker.send(order, () => {})
  }

  /** What it reports next. */
  report(): Promise<Report> {
    const report = this.#reports.shift()
    if (report !== undefined) return Promise.resolve(report)
    if (this.#howItEnded !== undefined) return Promise.reject(this.#gone())
    return new Promise((resolve, reject) => {
      this.#take = { resolve, reject }
    })
  }

  kill(): void {
    this.#worker.process.kill('SIGKILL')
  }

  #receive(report: Report): void {
    if (report.report === 'failed') {
      this.failure = report.text
      return
    }
    const take = this.#take
    this.#take = undefined
    if (take === undefined) this.#reports.push(report)
    else take.resolve(report)
  }

  #gone(): Error {
    return new Error(`the process ended with ${this.#howItEnded}`)
  }
}
