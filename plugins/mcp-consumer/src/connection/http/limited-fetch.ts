import type { FetchLike } from '@modelcontextprotocol/client'
import type { InvocationError } from '@naftiko/plugin-api'
import { type Agent, fetch } from 'undici'
import { exchanges } from '../exchange.ts'

export interface LimitedFetchOptions {
  readonly agent: Agent
  /** Bytes of one message at most. */
  readonly limit: number
  tooLarge(): InvocationError
}

/** Statuses whose answers have no body. */
const WITHOUT_BODY: ReadonlySet<number> = new Set([101, 204, 205, 304])

/** Fetches over connections of our own, and gives up an answer once a message in it is larger than it may be. */
export function limitedFetch({ agent, limit, tooLarge }: LimitedFetchOptions): FetchLike {
  return async (url, init) => {
    // The library speaks of the types of browsers; those of undici have the same members.
    const response = await fetch(url, { ...(init as Parameters<typeof fetch>[1]), dispatcher: agent })
    if (isSurelySmall(response.headers, limit)) return response as unknown as Response
    const { status, statusText, body } = response
    const headers = new Headers([...response.headers])
    if (body === null || WITHOUT_BODY.has(status)) return new Response(null, { status, statusText, headers })
    const exchange = exchanges.getStore()
    const fail = (): InvocationError => {
      const failure = tooLarge()
      if (exchange !== undefined) exchange.failure = failure
      return failure
    }
    const isStream = headers.get('content-type')?.includes('text/event-stream') === true
    return new Response((body as ReadableStream<Uint8Array>).pipeThrough(counted(limit, isStream, fail)), { status, statusText, headers })
  }
}

/** It says how long it is, and is not unpacked into more: whoever reads it need not count. */
function isSurelySmall(headers: { get(name: string): string | null }, limit: number): boolean {
  const length = headers.get('content-length')
  return length !== null && Number(length) <= limit && headers.get('content-encoding') === null
}

/** The same bytes. Those of a stream of events are counted anew with every event. */
function counted(limit: number, isStream: boolean, fail: () => InvocationError): TransformStream<Uint8Array, Uint8Array> {
  let size = 0
  let tail = Buffer.alloc(0)
  return new TransformStream({
    transform(chunk, controller) {
      const end = isStream ? endOfEvent(Buffer.concat([tail, chunk])) : -1
      size = end === -1 ? size + chunk.length : tail.length + chunk.length - end
      if (isStream) tail = Buffer.concat([tail, chunk]).subarray(-3)
      if (size > limit) controller.error(fail())
      else controller.enqueue(chunk)
    },
  })
}

/** Where the last event in these bytes ends; -1 when none does. */
function endOfEvent(bytes: Buffer): number {
  const ends = ['\n\n', '\r\n\r\n', '\r\r'].map((mark) => {
    const index = bytes.lastIndexOf(mark)
    return index === -1 ? -1 : index + mark.length
  })
  return Math.max(...ends)
}
