import type { CompiledInterpreter } from './interpreter.ts'
import type { SandboxAnswer } from './protocol.ts'
import { Slots } from './slots.ts'
import { type SandboxTask, SandboxWorker } from './worker.ts'

export interface PoolOptions {
  /** Workers at most. */
  readonly size: number
  /** Tasks that may wait. */
  readonly queue: number
  /** Milliseconds after which an idle worker is ended. */
  readonly idle: number
}

/** Workers that are started when there is something to do, used again, and ended when there is not. */
export class WorkerPool {
  readonly #options: PoolOptions
  readonly #wasm: () => Promise<CompiledInterpreter>
  readonly #slots: Slots
  readonly #workers = new Set<SandboxWorker>()
  readonly #idle = new Map<SandboxWorker, NodeJS.Timeout>()

  constructor(wasm: () => Promise<CompiledInterpreter>, options: PoolOptions) {
    this.#wasm = wasm
    this.#options = options
    this.#slots = new Slots(options.size)
  }

  /** No place is left, not even to wait. */
  get full(): boolean {
    return this.#slots.waiting >= this.#options.queue
  }

  /** Rejects with the cause when the signal of the task aborts. */
  async run(task: SandboxTask): Promise<SandboxAnswer> {
    await this.#slots.acquire(task.signal)
    try {
      return await this.#runNow(task)
    } finally {
      this.#slots.release()
    }
  }

  /** Ends every worker. The pool can be used again, and then starts new ones. */
  async close(): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => this.#end(worker)))
  }

  async #runNow(task: SandboxTask): Promise<SandboxAnswer> {
    const resting = this.#takeIdle()
    const worker = resting ?? (await this.#open())
    try {
      const trouble = resting === undefined ? await worker.start(task.signal) : undefined
      return trouble ?? (await worker.run(task))
    } finally {
      if (worker.usable) this.#rest(worker)
      else void this.#end(worker)
    }
  }

  async #open(): Promise<SandboxWorker> {
    const worker = new SandboxWorker(await this.#wasm())
    this.#workers.add(worker)
    return worker
  }

  #takeIdle(): SandboxWorker | undefined {
    for (const [worker, timer] of this.#idle) {
      clearTimeout(timer)
      this.#idle.delete(worker)
      if (worker.usable) return worker
      void this.#end(worker)
    }
    return undefined
  }

  #rest(worker: SandboxWorker): void {
    const timer = setTimeout(() => void this.#end(worker), this.#options.idle)
    timer.unref()
    this.#idle.set(worker, timer)
  }

  async #end(worker: SandboxWorker): Promise<void> {
    clearTimeout(this.#idle.get(worker))
    this.#idle.delete(worker)
    this.#workers.delete(worker)
    await worker.end()
  }
}
