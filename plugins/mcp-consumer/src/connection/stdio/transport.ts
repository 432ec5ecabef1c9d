import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { UnavailableError } from '@naftiko/plugin-api'
import type { Process } from '../../target/place.ts'
import type { ConnectionParts } from '../connection.ts'
import { logLines } from './log-lines.ts'

/**
 * A process as the library runs it: without a shell, and with an environment of what is named and little else. The library
 * ends it in steps: end of its input, two seconds later SIGTERM, two seconds later SIGKILL.
 *
 * It is wrapped because the library, given a process of its own kind, would start a second one just to ask which revision
 * the first one speaks.
 */
export class ProcessTransport implements Transport {
  onclose?: Transport['onclose']
  onerror?: Transport['onerror']
  onmessage?: Transport['onmessage']
  /** Why the connection was given up, where that was a limit of ours. */
  failure: UnavailableError | undefined
  readonly #inner: StdioClientTransport
  #hasLeft = false
  #ending: Promise<void> | undefined

  constructor(parts: ConnectionParts<Process>) {
    const { place, limits, log, name } = parts
    this.#inner = new StdioClientTransport({
      command: place.command,
      args: [...place.args],
      env: { ...place.env },
      stderr: 'pipe',
      maxBufferSize: limits.messageSize,
      ...(place.cwd === undefined ? {} : { cwd: place.cwd }),
    })
    logLines(this.#inner.stderr!, (line) => log.debug('an MCP server writes', { server: name.place, line }))
    Object.assign(this.#inner, {
      onmessage: (message) => this.onmessage?.(message),
      onerror: (error) => {
        if (error.message.startsWith('ReadBuffer exceeded')) this.failure = tooLarge(parts)
        this.onerror?.(error)
      },
      onclose: () => {
        this.#hasLeft = true
        this.onclose?.()
      },
    } satisfies Partial<Transport>)
  }

  /** The process was there, and has ended. */
  get hasLeft(): boolean {
    return this.#hasLeft
  }

  // By these two the library sees that messages share one channel, and what silence means on it.
  get pid(): number | null {
    return this.#inner.pid
  }

  get stderr(): StdioClientTransport['stderr'] {
    return this.#inner.stderr
  }

  start(): Promise<void> {
    return this.#inner.start()
  }

  send(message: JSONRPCMessage): Promise<void> {
    return this.#inner.send(message)
  }

  close(): Promise<void> {
    this.#ending ??= this.#inner.close()
    return this.#ending
  }

  /** Ends the process in steps, or at once when the signal aborts. Resolves when it is gone. */
  async end(signal: AbortSignal): Promise<void> {
    const { pid } = this
    const kill = (): void => endAtOnce(pid)
    if (signal.aborted) kill()
    signal.addEventListener('abort', kill, { once: true })
    await this.close()
    signal.removeEventListener('abort', kill)
  }
}

function endAtOnce(pid: number | null): void {
  if (pid === null) return
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It is gone already.
  }
}

function tooLarge({ name, limits }: ConnectionParts): UnavailableError {
  const message = `"${name.namespace}" (${name.place}) answers more than ${limits.messageSize} bytes; "maxMessageSize" sets the limit`
  return new UnavailableError('NAFTIKO_OUTCOME_TOO_LARGE', message)
}
