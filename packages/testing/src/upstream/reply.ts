import type { ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { JsonValue, MaybePromise } from '@naftiko/plugin-api'
import { cut, markCut } from './cut.ts'
import type { UpstreamRequest } from './request.ts'

/** Answers one request. The functions below make the usual ones; write your own for anything else. */
export type Reply = (response: ServerResponse, request: UpstreamRequest) => MaybePromise<void>

export interface ReplyOptions {
  /** Default 200. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
}

/** Answers with JSON. */
export function json(value: JsonValue, options: ReplyOptions = {}): Reply {
  return bytes(new TextEncoder().encode(JSON.stringify(value)), withType('application/json', options))
}

/** Answers with plain text, unless the headers name another type. */
export function text(body: string, options: ReplyOptions = {}): Reply {
  return bytes(new TextEncoder().encode(body), withType('text/plain; charset=utf-8', options))
}

/** Answers with exactly these bytes, of the type that the headers name, if they do. */
export function bytes(body: Uint8Array, options: ReplyOptions = {}): Reply {
  return (response) => {
    writeHead(response, { ...options, headers: { 'content-length': String(body.byteLength), ...options.headers } })
    response.end(body)
  }
}

/** Answers with a status and headers, without a body. */
export function empty(status = 204, headers: ReplyOptions['headers'] = {}): Reply {
  return (response) => {
    writeHead(response, { status, headers })
    response.end()
  }
}

export interface ChunksOptions extends ReplyOptions {
  /** Milliseconds between two chunks. Default 0: one after the other, each flushed for itself. */
  readonly everyMs?: number
}

/** Answers piece by piece, as an event stream unless the headers name another type. */
export function chunks(parts: readonly (string | Uint8Array)[], options: ChunksOptions = {}): Reply {
  return async (response) => {
    writeHead(response, withType('text/event-stream', options))
    response.flushHeaders()
    for (const [index, part] of parts.entries()) {
      if (index > 0) await pause(options.everyMs ?? 0, response)
      if (!(await writeTo(response, part))) return
    }
    response.end()
  }
}

/** Waits before it answers: the client sees nothing, not even a status. */
export function delayed(ms: number, reply: Reply): Reply {
  return async (response, request) => {
    await pause(ms, response)
    if (!response.destroyed) await reply(response, request)
  }
}

/** Never answers. The connection stays open until the client or the upstream closes it. */
export function silence(): Reply {
  return () => {}
}

/** Closes the connection without an answer. */
export function hangUp(): Reply {
  return (response) => cut(response)
}

/** Announces more bytes than it sends, and closes the connection after these. */
export function broken(part: string, options: ReplyOptions = {}): Reply {
  return async (response) => {
    writeHead(response, {
      ...withType('application/json', options),
      headers: { 'content-length': String(part.length + 1000), ...options.headers },
    })
    await writeTo(response, part)
    cut(response)
  }
}

/** Writes this text on the socket instead of an HTTP answer, and closes it. */
export function raw(garbage: string): Reply {
  return (response) => {
    markCut(response)
    response.socket?.end(garbage)
  }
}

/** Answers each request with the next of these; the last one answers all that follow. */
export function inTurn(...replies: readonly [Reply, ...Reply[]]): Reply {
  let next = 0
  return (response, request) => {
    const reply = replies[Math.min(next, replies.length - 1)] ?? replies[0]
    next += 1
    return reply(response, request)
  }
}

/** Writes the status line and the headers. */
export function writeHead(response: ServerResponse, options: ReplyOptions): void {
  response.statusCode = options.status ?? 200
  for (const [name, value] of Object.entries(options.headers ?? {})) response.setHeader(name, value)
}

/** Resolves when the chunk has left this process: true, or false when the client is gone. */
export async function writeTo(response: ServerResponse, chunk: string | Uint8Array): Promise<boolean> {
  if (response.destroyed) return false
  return new Promise((resolve) => {
    const gone = (): void => resolve(false)
    response.once('close', gone)
    response.write(chunk, (error) => {
      response.off('close', gone)
      resolve(error === null || error === undefined)
    })
  })
}

/** The same options with a content type, where they name none. */
export function withType(type: string, options: ReplyOptions): ReplyOptions {
  const named = Object.keys(options.headers ?? {}).some((name) => name.toLowerCase() === 'content-type')
  return named ? options : { ...options, headers: { 'content-type': type, ...options.headers } }
}

/** A client that goes away ends the wait, so that nothing outlives a test. */
async function pause(ms: number, response: ServerResponse): Promise<void> {
  const controller = new AbortController()
  const gone = (): void => controller.abort()
  if (response.destroyed) return
  response.once('close', gone)
  await wait(ms, undefined, { signal: controller.signal }).catch(() => {})
  response.off('close', gone)
}
