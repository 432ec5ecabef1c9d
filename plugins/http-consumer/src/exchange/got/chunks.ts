import type { Readable } from 'node:stream'
import { CancelledError } from '@naftiko/plugin-api'
import { idleTimeout, interruptionOf, type UpstreamName } from '../failure.ts'

export interface ChunkOptions {
  readonly name: UpstreamName
  /** Milliseconds that may pass between two pieces. */
  readonly idle: number
  readonly signal: AbortSignal
}

/**
 * The pieces of a body as they arrive; the next is read when somebody asks for it, so back-pressure reaches the
 * upstream. Whoever stops reading ends the exchange, even before the first piece.
 */
export function chunksOf(body: Readable, options: ChunkOptions): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => iterate(body, options) }
}

function iterate(body: Readable, { name, idle, signal }: ChunkOptions): AsyncIterator<Uint8Array> {
  const pieces = body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
  let silent = false
  const fallSilent = (): void => {
    silent = true
    body.destroy()
  }
  return {
    next: async () => {
      const timer = setTimeout(fallSilent, idle)
      timer.unref()
      try {
        const piece = await pieces.next()
        if (silent) throw idleTimeout(name)
        if (signal.aborted && piece.done === true) throw new CancelledError()
        return piece
      } catch (error) {
        body.destroy()
        if (signal.aborted) throw new CancelledError()
        if (silent) throw idleTimeout(name)
        throw interruptionOf(error as NodeJS.ErrnoException, name)
      } finally {
        clearTimeout(timer)
      }
    },
    return: async () => {
      body.destroy()
      return { done: true, value: undefined }
    },
  }
}
