import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import type { Readable, Writable } from 'node:stream'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import type { StopContext } from '@naftiko/plugin-api'
import { connectServer, type ServerContext } from './server.ts'
import type { ToolTable } from './tool-table.ts'

export interface StdioOptions {
  readonly input: Readable
  readonly output: Writable
  /** Bytes of one message at most. */
  readonly limit: number
  /** Called once, when the client has closed its end. What it asked before that is still answered. */
  onEnd?(): void
}

export interface StdioSession {
  drain(context: StopContext): Promise<void>
  stop(): Promise<void>
}

/** Serves one client over a pair of streams, one message a line. Resolves when messages are being read. */
export async function serveStdio(table: ToolTable, context: ServerContext, options: StdioOptions): Promise<StdioSession> {
  const { input, output } = options
  const calls = new Calls()
  const transport = new StdioServerTransport(input, output, { maxBufferSize: options.limit })
  let ended = false
  const end = (): void => {
    if (ended) return
    ended = true
    options.onEnd?.()
  }
  input.once('end', end)
  input.once('close', end)
  // A client that is gone cannot be answered; without a listener the broken pipe would end the process.
  output.on('error', end)
  const server = await connectServer(calls.counting(table), context, transport)
  return {
    drain: async ({ signal }) => {
      input.pause()
      await calls.idle(signal)
      // The last answer is written after its call has ended.
      await setImmediate()
    },
    stop: async () => {
      ended = true
      input.off('end', end)
      input.off('close', end)
      await server.close()
      output.off('error', end)
    },
  }
}

/** Counts the calls that are running. */
class Calls {
  #running = 0
  readonly #idle = new EventTarget()

  /** The same tools, counted. */
  counting(table: ToolTable): ToolTable {
    return {
      ...table,
      find: (name) => {
        const tool = table.find(name)
        return tool === undefined ? undefined : { ...tool, call: (call) => this.#count(tool.call(call)) }
      },
    }
  }

  /** Resolves when nothing is running, or `signal` aborts. */
  async idle(signal: AbortSignal): Promise<void> {
    if (this.#running === 0 || signal.aborted) return
    await once(this.#idle, 'idle', { signal }).catch(() => {})
  }

  async #count<T>(call: Promise<T>): Promise<T> {
    this.#running += 1
    try {
      return await call
    } finally {
      this.#running -= 1
      if (this.#running === 0) this.#idle.dispatchEvent(new Event('idle'))
    }
  }
}
