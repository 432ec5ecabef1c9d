/**
 * Takes one piece. A promise means "not so fast": the next piece comes when it has resolved. When it rejects, or this
 * throws, the source is ended and `each` rejects with the same.
 */
export type TakePiece = (piece: Uint8Array) => Promise<unknown> | undefined

/**
 * Bytes that arrive in pieces and that nobody has read yet. They can be pulled, as any async iterable can, or have
 * themselves handed out as they arrive, which costs next to nothing for each piece. Either once, and only one of the two.
 */
export interface ByteStream extends AsyncIterable<Uint8Array> {
  /** Hands out every piece. Resolves when all were taken; rejects as iterating would. */
  each(take: TakePiece): Promise<void>
}

/** Hands out every piece of whatever comes in pieces, in the cheapest way it knows. */
export function eachPiece(pieces: AsyncIterable<Uint8Array> | ByteStream, take: TakePiece): Promise<void> {
  return 'each' in pieces ? pieces.each(take) : pulled(pieces, take)
}

async function pulled(pieces: AsyncIterable<Uint8Array>, take: TakePiece): Promise<void> {
  for await (const piece of pieces) await take(piece)
}
