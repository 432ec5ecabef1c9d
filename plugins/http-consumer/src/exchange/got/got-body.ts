import type { Readable } from 'node:stream'
import { type ByteStream, eachPiece } from '@naftiko/plugin-api'
import type { ResponseBody } from '../client.ts'
import { type ChunkOptions, chunksOf } from './chunks.ts'
import { discard } from './discard.ts'

/** The body of an answer that comes as a stream of Node's. */
export class StreamedBody implements ResponseBody {
  readonly stream: ByteStream
  readonly #readable: Readable

  constructor(readable: Readable, options: ChunkOptions) {
    const chunks = chunksOf(readable, options)
    this.#readable = readable
    this.stream = { [Symbol.asyncIterator]: () => chunks[Symbol.asyncIterator](), each: (take) => eachPiece(chunks, take) }
  }

  discard(): void {
    discard(this.#readable)
  }

  destroy(): void {
    this.#readable.destroy()
  }
}
