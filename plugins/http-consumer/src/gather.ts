import { InputError, InvocationError } from '@naftiko/plugin-api'
import type { UpstreamRequest } from './exchange/client.ts'
import { type Body, isBytes } from './request.ts'

/** As much as exposers let in where nothing else is said, so that by default every body can be signed. */
export const LARGEST_SIGNED: number = 32 * 1024 * 1024

/** A request whose body, if it has one, is at hand. */
export type WholeRequest = Omit<UpstreamRequest, 'body'> & { readonly body?: Uint8Array }

/** The body in one piece, or as a stream of the same bytes where it has more than `limit` of them. */
export async function gather(body: Body, limit: number): Promise<Body> {
  if (isBytes(body)) return body
  const { pieces, rest } = await begin(body, limit)
  return rest === undefined ? Buffer.concat(pieces) : continued(pieces, rest)
}

/** The same request with its body in one piece. Rejects with an `InputError` (413) when it is larger than what is held for a signature. */
export async function wholeRequest(request: UpstreamRequest): Promise<WholeRequest> {
  const { body, ...others } = request
  if (body === undefined) return others
  if (isBytes(body)) return { ...others, body }
  const { pieces, rest } = await begin(body, LARGEST_SIGNED)
  if (rest === undefined) return { ...others, body: Buffer.concat(pieces) }
  await rest.return?.()
  const message = `the body has more than ${LARGEST_SIGNED} bytes, which is the most that can be signed for this API`
  throw new InputError(message, { status: 413, code: 'NAFTIKO_BODY_TOO_LARGE' })
}

/** What was read, and whatever is left when that is more than `limit`. */
interface Begun {
  readonly pieces: readonly Uint8Array[]
  readonly rest?: AsyncIterator<Uint8Array>
}

async function begin(body: AsyncIterable<Uint8Array>, limit: number): Promise<Begun> {
  const pieces: Uint8Array[] = []
  let size = 0
  const rest = body[Symbol.asyncIterator]()
  while (size <= limit) {
    const piece = await nextOf(rest)
    if (piece === undefined) return { pieces }
    pieces.push(piece)
    size += piece.length
  }
  return { pieces, rest }
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
