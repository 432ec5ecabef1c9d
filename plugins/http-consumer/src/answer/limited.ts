import { type ByteStream, eachPiece, UnavailableError } from '@naftiko/plugin-api'
import type { UpstreamResponse } from '../exchange/client.ts'
import type { UpstreamName } from '../exchange/failure.ts'

/** The same pieces, up to `largest` bytes. Reading more rejects, and ends the exchange. */
export function limited(chunks: AsyncIterable<Uint8Array>, largest: number, name: UpstreamName): ByteStream {
  return {
    [Symbol.asyncIterator]: () => counted(chunks[Symbol.asyncIterator](), largest, name),
    each: (take) => {
      let size = 0
      return eachPiece(chunks, (piece) => {
        size += piece.length
        if (size > largest) throw tooLarge(largest, name)
        return take(piece)
      })
    },
  }
}

function counted(pieces: AsyncIterator<Uint8Array>, largest: number, name: UpstreamName): AsyncIterator<Uint8Array> {
  let size = 0
  return {
    next: async () => {
      const piece = await pieces.next()
      if (piece.done === true) return piece
      size += piece.value.length
      if (size <= largest) return piece
      await pieces.return?.()
      throw tooLarge(largest, name)
    },
    return: async () => (await pieces.return?.()) ?? { done: true, value: undefined },
  }
}

/** An answer that announces more than it may have is refused before anything of it is passed on. */
export function refuseTooLarge(response: UpstreamResponse, largest: number, name: UpstreamName): void {
  const length = Number(response.headers['content-length'])
  if (!(length > largest)) return
  response.body.destroy()
  throw tooLarge(largest, name)
}

function tooLarge(largest: number, { namespace, host }: UpstreamName): UnavailableError {
  return new UnavailableError(
    'NAFTIKO_OUTCOME_TOO_LARGE',
    `"${namespace}" (${host}) answers more than ${largest} bytes, which is the maxBinarySize of this operation`,
  )
}
