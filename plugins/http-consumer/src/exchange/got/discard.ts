import type { Readable } from 'node:stream'

/** Reading this much is cheaper than opening another connection. */
const WORTH_READING = 64 * 1024

/** Reads away an answer that nobody wants, so that its connection is free again; a long one costs the connection. */
export function discard(body: Readable): void {
  let size = 0
  body.on('error', () => {})
  body.on('data', (chunk: Uint8Array) => {
    size += chunk.length
    if (size > WORTH_READING) body.destroy()
  })
}
