import type { ServerResponse } from 'node:http'
import { cut } from './cut.ts'
import { deferred } from './deferred.ts'
import { type Reply, type ReplyOptions, withType, writeHead, writeTo } from './reply.ts'
import type { UpstreamRequest } from './request.ts'

/** One answer that a test writes piece by piece. It serves the first request of its route; later ones get 409. */
export interface UpstreamStream {
  /** Resolves when the request is there and its status and headers have been sent. */
  readonly requested: Promise<UpstreamRequest>
  /** Resolves when the client went away. Rejects when the answer ended otherwise. */
  readonly aborted: Promise<void>
  /** Sends this, once the request is there. Resolves when it has left; rejects when the client is gone. */
  write(chunk: string | Uint8Array): Promise<void>
  /** Sends one server-sent event with this as its data. */
  event(data: unknown): Promise<void>
  /** Completes the answer. */
  end(): Promise<void>
  /** Destroys the connection in the middle of the answer. */
  cut(): Promise<void>
}

/** A stream, and the reply that feeds it. */
export function openStream(options: ReplyOptions = {}): { readonly stream: UpstreamStream; readonly reply: Reply } {
  const taken = deferred<{ readonly response: ServerResponse; readonly request: UpstreamRequest }>()
  let free = true
  const reply: Reply = (response, request) => {
    if (!free) return void response.writeHead(409).end('this stream was taken by an earlier request')
    free = false
    writeHead(response, withType('text/event-stream', options))
    response.flushHeaders()
    taken.resolve({ response, request })
  }
  const requested = taken.promise.then(({ request }) => request)
  const aborted = requested.then((request) => request.aborted)
  aborted.catch(() => {})
  const write = async (chunk: string | Uint8Array): Promise<void> => {
    const { response } = await taken.promise
    if (!(await writeTo(response, chunk))) throw new Error('the client of this stream is gone')
  }
  const stream: UpstreamStream = {
    requested,
    aborted,
    write,
    event: (data) => write(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`),
    end: async () => void (await taken.promise).response.end(),
    cut: async () => cut((await taken.promise).response),
  }
  return { stream, reply }
}
