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

/**
 * The whole body of a request. Rejects like `limitedBody`, and before the first byte when its length is announced. Listens
 * to events: for a small body, an iterator shows in the profile of a request.
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.reject(bodyTooLarge(limit))
  if (request.readableEnded) return Promise.resolve(Buffer.alloc(0))
  if (request.destroyed) return Promise.reject(request.errored ?? gone())
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const leave = (): void => {
      request.off('data', take)
      request.off('end', end)
      request.off('error', fail)
      request.off('close', close)
    }
    const fail = (error: Error): void => {
      leave()
      reject(error)
    }
    const close = (): void => fail(gone())
    const take = (chunk: Buffer): void => {
      size += chunk.length
      chunks.push(chunk)
      if (size <= limit) return
      request.pause()
      fail(bodyTooLarge(limit))
    }
    const end = (): void => {
      leave()
      resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size))
    }
    request.on('data', take)
    request.on('end', end)
    request.on('error', fail)
    request.on('close', close)
  })
}

/** Its sender has left in the middle. */
function gone(): Error {
  return Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
}

export function bodyTooLarge(limit: number): InputError {
  return new InputError(`a request may have ${limit} bytes, and this one has more; "maxBodySize" of the exposer sets the limit`, {
    status: 413,
    code: 'NAFTIKO_BODY_TOO_LARGE',
  })
}
