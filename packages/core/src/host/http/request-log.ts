import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from '@naftiko/plugin-api'
import type { MountedRequest } from '../../guard/credential.ts'

/** What a line about a request says, beside the capability and the exposer. */
export interface RequestFields {
  readonly method: string
  /** As the caller sent it, without the query: credentials may stand in that. */
  readonly path: string
  readonly status: number
  readonly durationMs: number
  /** Of the body that was sent. */
  readonly bytes: number
  /** The caller went away, or the answer broke off. */
  readonly aborted?: true
}

/** Logs a request when its answer has ended, however it ended: failures of ours as a warning, all others as information. */
export function logRequest(request: IncomingMessage, response: ServerResponse, log: Logger): void {
  const began = performance.now()
  const sent = countBytes(response)
  const path = ((request as MountedRequest).originalUrl ?? request.url ?? '/').split('?', 1)[0]!
  response.once('close', () => {
    const fields: RequestFields = {
      method: request.method!,
      path,
      status: response.statusCode,
      durationMs: Math.round((performance.now() - began) * 10) / 10,
      bytes: sent(),
      ...(response.writableFinished ? {} : { aborted: true }),
    }
    log[fields.status >= 500 ? 'warn' : 'info']('request', { ...fields })
  })
}

type Give = (chunk?: unknown, ...rest: unknown[]) => unknown

/** Both ways by which a body is given are looked at: neither calls the other. */
function countBytes(response: ServerResponse): () => number {
  let bytes = 0
  const { write, end } = response as unknown as { readonly write: Give; readonly end: Give }
  const counting =
    (give: Give): Give =>
    (chunk, ...rest) => {
      bytes += sizeOf(chunk, rest[0])
      return give.call(response, chunk, ...rest)
    }
  Object.assign(response, { write: counting(write), end: counting(end) })
  return () => (response.req.method === 'HEAD' ? 0 : bytes)
}

function sizeOf(chunk: unknown, encoding: unknown): number {
  if (typeof chunk === 'string') return Buffer.byteLength(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
  return chunk instanceof Uint8Array ? chunk.byteLength : 0
}
