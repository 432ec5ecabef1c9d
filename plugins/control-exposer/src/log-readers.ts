import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HostView, LogLine } from '@naftiko/plugin-api'

/** From everything to little. */
export const LEVELS = ['debug', 'info', 'warn', 'error'] as const

/** Bytes that wait for a slow reader. What comes on top is not sent: a log must not fill the memory. */
const MOST_WAITING = 1024 ** 2
const HEARTBEAT_MS = 15_000

/** Those who read the log over HTTP. */
export class LogReaders {
  readonly most: number
  readonly #host: HostView
  readonly #leave = new Map<ServerResponse, () => void>()
  #closed = false

  constructor(host: HostView, most: number) {
    this.#host = host
    this.most = most
  }

  get full(): boolean {
    return this.#leave.size >= this.most
  }

  /** Streams to this response until its reader goes or `close` is called. */
  add(request: IncomingMessage, response: ServerResponse, level: LogLine['level']): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
    if (request.method === 'HEAD' || this.#closed) return void response.end()
    response.flushHeaders()
    const from = LEVELS.indexOf(level)
    let dropped = 0
    const stop = this.#host.logs((line) => {
      if (LEVELS.indexOf(line.level) < from) return
      if (response.writableLength > MOST_WAITING) dropped += 1
      else dropped = write(response, line, dropped)
    })
    const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS).unref()
    const leave = (): void => {
      clearInterval(heartbeat)
      stop()
      this.#leave.delete(response)
    }
    this.#leave.set(response, leave)
    response.once('close', leave)
  }

  /** Ends every stream, so that nobody waits for them. */
  close(): void {
    this.#closed = true
    for (const [response, leave] of this.#leave) {
      leave()
      response.end()
    }
  }
}

/** A reader that was too slow is told how many lines it missed. */
function write(response: ServerResponse, line: LogLine, dropped: number): number {
  const missed = dropped === 0 ? '' : `event: dropped\ndata: ${dropped}\n\n`
  response.write(`${missed}event: log\ndata: ${asJson(line)}\n\n`)
  return 0
}

function asJson({ time, level, message, fields }: LogLine): string {
  return JSON.stringify({ ...fields, time, level, message }, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
}
