import type { IncomingMessage } from 'node:http'
import { InputError } from '@naftiko/plugin-api'

/** The body of a request. Rejects with an `InputError` (413) when it is larger than `limit` bytes; the connection
 * stays usable for saying so. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit)
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) throw tooLarge(limit)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size)
}

function tooLarge(limit: number): InputError {
  return new InputError(`a request may have ${limit} bytes, and this one has more; "maxBodySize" of the exposer sets the limit`, {
    status: 413,
    code: 'NAFTIKO_BODY_TOO_LARGE',
  })
}
