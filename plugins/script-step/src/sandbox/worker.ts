import { Worker } from 'node:worker_threads'
import { cancellation } from './cancellation.ts'
import type { CompiledInterpreter } from './interpreter.ts'
import type { Failure, SandboxAnswer, SandboxJob, SandboxMessage } from './protocol.ts'

/** One run, and what surrounds it. */
export interface SandboxTask {
  readonly job: SandboxJob
  /** Milliseconds, counted from when the worker begins. */
  readonly timeout: number
  readonly signal: AbortSignal
  /** Told of each line that the script writes to the console. */
  write(level: string, text: string): void
}

const FILE = new URL('../../worker/main.js', import.meta.url)
/** Milliseconds that a worker may take to come up. */
const START = 30_000

/** A thread that runs one script at a time and can be ended in the middle of it. */
export class SandboxWorker {
  readonly #worker: Worker
  #usable = true
  /** Whoever waits for the worker now. */
  #receive: (message: SandboxMessage) => void = () => {}

  constructor(wasm: CompiledInterpreter) {
    // Nothing of this process is passed on: no environment, no arguments, no flags, no output streams.
    this.#worker = new Worker(FILE, {
      workerData: { wasm },
      env: {},
      argv: [],
      execArgv: [],
      stdin: true,
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32, stackSizeMb: 8 },
    })
    this.#worker.on('message', (message: SandboxMessage) => this.#receive(message))
    this.#worker.on('error', (error) => this.#lost(failureOf(error)))
    this.#worker.on('exit', () => this.#lost({ reason: 'crashed', message: 'its thread ended' }))
  }

  /** Whether it can run another script. */
  get usable(): boolean {
    return this.#usable
  }

  /** Resolves when the worker is ready to run, or with what went wrong. */
  async start(signal: AbortSignal): Promise<SandboxAnswer | undefined> {
    const message = await this.#await(START, signal, ({ kind }) => kind !== 'console')
    if (message.kind !== 'answer') return undefined
    return message.failure?.reason === 'time' ? failed({ reason: 'crashed', message: 'its thread did not come up' }) : message
  }

  /** Rejects with the cause when the signal aborts; any other misfortune is an answer. */
  async run({ job, timeout, signal, write }: SandboxTask): Promise<SandboxAnswer> {
    this.#worker.ref()
    const answered = this.#await(timeout, signal, (message) => {
      if (message.kind === 'console') write(message.level, message.text)
      return message.kind === 'answer'
    })
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
    this.#worker.postMessage(job)
    const answer = (await answered) as SandboxAnswer
    if (answer.broken === true) this.#usable = false
    // An idle worker keeps no process alive.
    if (this.#usable) this.#worker.unref()
    return answer
  }

  /** Ends the thread, whatever it is doing. Safe to call twice. */
  async end(): Promise<void> {
    this.#usable = false
    await this.#worker.terminate()
  }

  #await(timeout: number, signal: AbortSignal, isLast: (message: SandboxMessage) => boolean): Promise<SandboxMessage> {
    return new Promise((resolve, reject) => {
      const finish = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', abort)
        this.#receive = () => {}
      }
      const abort = (): void => {
        finish()
        this.#usable = false
        reject(cancellation(signal))
      }
      const timer = setTimeout(() => {
        finish()
        this.#usable = false
        resolve(failed({ reason: 'time' }))
      }, timeout)
      this.#receive = (message) => {
        if (!isLast(message)) return
        finish()
        resolve(message)
      }
      if (signal.aborted) abort()
      else signal.addEventListener('abort', abort, { once: true })
    })
  }

  #lost(failure: Failure): void {
    this.#usable = false
    this.#receive(failed(failure))
  }
}

function failed(failure: Failure): SandboxAnswer {
  return { kind: 'answer', failure }
}

function failureOf(error: Error & { readonly code?: string }): Failure {
  return error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? { reason: 'memory' } : { reason: 'crashed', message: error.message }
}
