import type { Readable } from 'node:stream'

/** Told of each line, without its end, and of lines that are longer than allowed: of those nothing is kept. */
export interface LineListener {
  onLine(line: Buffer): void
  onTooLong(): void
}

const NEWLINE = 0x0a

/**
 * Cuts a stream into lines of `limit` bytes at most. Returns what ends the listening: the stream is paused then, and begins
 * with what had come of an incomplete line, for whoever reads it next.
 */
export function readLines(input: Readable, limit: number, listener: LineListener): () => void {
  const lines = new Lines(limit, listener)
  const onData = (chunk: Buffer | string): void => lines.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
  input.on('data', onData)
  // A reader before this one has paused it, which a listener alone does not undo.
  input.resume()
  return () => {
    input.off('data', onData)
    input.pause()
    const rest = lines.takeRest()
    if (rest.length > 0 && !input.readableEnded && !input.destroyed) input.unshift(rest)
  }
}

/** A line that is not complete yet. */
class Lines {
  readonly #limit: number
  readonly #listener: LineListener
  #parts: Buffer[] = []
  #size = 0

  constructor(limit: number, listener: LineListener) {
    this.#limit = limit
    this.#listener = listener
  }

  push(chunk: Buffer): void {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      this.#keep(chunk.subarray(start, end))
      this.#finish()
      start = end + 1
    }
    this.#keep(chunk.subarray(start))
  }

  /** What there is of a line whose end has not come: nothing of one that is too long. */
  takeRest(): Buffer {
    const rest = Buffer.concat(this.#parts)
    this.#parts = []
    this.#size = 0
    return rest
  }

  #keep(part: Buffer): void {
    this.#size += part.length
    if (this.#size <= this.#limit) this.#parts.push(part)
    else this.#parts = []
  }

  #finish(): void {
    const line = this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts)
    const isTooLong = this.#size > this.#limit
    this.#parts = []
    this.#size = 0
    if (isTooLong) this.#listener.onTooLong()
    else this.#listener.onLine(line)
  }
}
