import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { JsonValue } from '@naftiko/plugin-api'
import { wasCut } from './cut.ts'
import { deferred } from './deferred.ts'

/** A request as it arrived, recorded once its body was read or its client was gone. */
export interface UpstreamRequest {
  readonly method: string
  /** The request target as it came, query included, not decoded. */
  readonly url: string
  /** The part of `url` before the `?`, not decoded. */
  readonly path: string
  /** Decoded pairs in the order of the query. */
  readonly query: readonly (readonly [name: string, value: string])[]
  readonly headers: IncomingHttpHeaders
  /** Headers as they were sent: order, spelling and repetitions kept. */
  readonly rawHeaders: readonly (readonly [name: string, value: string])[]
  readonly body: Uint8Array
  text(): string
  /** Throws when the body is no JSON. */
  json(): JsonValue
  /** The client went away before the answer was complete. */
  readonly isAborted: boolean
  /** `performance.now()` of that moment. */
  readonly abortedAt: number | undefined
  /** Resolves at that moment. Rejects when the answer ended otherwise, so that a test which waits for an abort ends. */
  readonly aborted: Promise<void>
}

/** Reads the request to its end. Resolves also when the client breaks off, with what came until then. */
export async function recordRequest(message: IncomingMessage, response: ServerResponse): Promise<UpstreamRequest> {
  const aborted = deferred<void>()
  let abortedAt: number | undefined
  response.once('close', () => {
    const how = response.writableFinished ? 'answered to its end' : wasCut(response) ? 'cut off by the upstream itself' : undefined
    if (how !== undefined) return aborted.reject(new Error(`${message.method} ${message.url} was ${how}, not aborted by its client`))
    abortedAt = performance.now()
    aborted.resolve()
  })
  const body = await bodyOf(message)
  const [path = '', search = ''] = splitOnce(message.url ?? '/', '?')
  return {
    method: message.method ?? 'GET',
    url: message.url ?? '/',
    path,
    query: [...new URLSearchParams(search)],
    headers: message.headers,
    rawHeaders: pairs(message.rawHeaders),
    body,
    text: () => new TextDecoder().decode(body),
    json: () => JSON.parse(new TextDecoder().decode(body)) as JsonValue,
    get isAborted() {
      return abortedAt !== undefined
    },
    get abortedAt() {
      return abortedAt
    },
    aborted: aborted.promise,
  }
}

async function bodyOf(message: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  try {
    for await (const chunk of message) chunks.push(chunk as Uint8Array)
  } catch {
    // The client broke off in the middle of its body; the request records that.
  }
  return new Uint8Array(Buffer.concat(chunks))
}

function splitOnce(text: string, separator: string): readonly string[] {
  const index = text.indexOf(separator)
  return index === -1 ? [text] : [text.slice(0, index), text.slice(index + 1)]
}

function pairs(flat: readonly string[]): readonly (readonly [string, string])[] {
  return flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? ''] as const] : []))
}
