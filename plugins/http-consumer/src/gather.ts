import { InputError, InvocationError } from '@naftiko/plugin-api'
import type { UpstreamRequest } from './client.ts'
import { type Body, isBytes } from './request.ts'

/** As much as exposers let in where nothing else is said, so that by default every body can be signed. */
export const LARGEST_SIGNED: number = 32 * 1024 * 1024

/** The body in one piece, or as a stream of the same bytes where it has more than `limit` of them. */
export async function gather(body: Body, limit: number): Promise<Body> {
  if (isBytes(body)) return body
  const pieces: Uint8Array[] = []
  let size = 0
  const rest = body[Symbol.asyncIterator]()
  for (;;) {
    const piece = await nextOf(rest)
    if (piece === undefined) return Buffer.concat(pieces, size)
    pieces.push(piece)
    size += piece.length
    if (size > limit) return continued(pieces, rest)
  }
}

/** The same request with its body in one piece. Rejects with an `InputError` (413) when it is larger than what is held for a signature. */
export async function wholeRequest(request: UpstreamRequest): Promise<UpstreamRequest & { readonly body?: Uint8Array }> {
  const { body, ...rest } = request
  if (body === undefined) return rest
  const whole = await gather(body, LARGEST_SIGNED)
  if (isBytes(whole)) return { ...rest, body: whole }
  const message = `the body has more than ${LARGEST_SIGNED} bytes, which is the most that can be signed for this API`
  throw new InputError(message, { status: 413, code: 'NAFTIKO_BODY_TOO_LARGE' })
}

async function nextOf(pieces: AsyncIterator<Uint8Array>): Promise<Uint8Array | undefined> {
  try {
    const { done, value } = await pieces.next()
    return done === true ? undefined : value
  } catch (error) {
    throw InvocationError.is(error) ? error : new InputError('the request broke off before its body was complete')
  }
}

async function* continued(pieces: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* pieces
    for (let piece = await nextOf(rest); piece !== undefined; piece = await nextOf(rest)) yield piece
  } finally {
    await rest.return?.()
  }
}
