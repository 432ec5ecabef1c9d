import type { IncomingMessage } from 'node:http'
import { InputError } from './errors.ts'

/**
 * The body of a request as it comes, counted: whoever reads on past `limit` bytes gets an `InputError` (413). The
 * connection stays usable for saying so.
 */
export async function* limitedBody(request: IncomingMessage, limit: number): AsyncIterable<Buffer> {
  let size = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) throw bodyTooLarge(limit)
    yield chunk
  }
}

/** The whole body of a request. Rejects like `limitedBody`, and before the first byte when its length is announced. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw bodyTooLarge(limit)
  const chunks: Buffer[] = []
  for await (const chunk of limitedBody(request, limit)) chunks.push(chunk)
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
}

export function bodyTooLarge(limit: number): InputError {
  return new InputError(`a request may have ${limit} bytes, and this one has more; "maxBodySize" of the exposer sets the limit`, {
    status: 413,
    code: 'NAFTIKO_BODY_TOO_LARGE',
  })
}
