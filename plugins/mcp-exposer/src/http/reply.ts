import type { ServerResponse } from 'node:http'
import type { JsonObject } from '@naftiko/plugin-api'
import type { Answer } from '../eras/answer.ts'
import { type JsonText, notificationMessage } from '../protocol/answers.ts'

/** A comment line at this pace (milliseconds) keeps proxies from closing a stream in which nothing happens. */
const KEEP_ALIVE = 15_000

const STREAM_HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
} as const

/** How the answers to one POST go out. */
export interface Reply {
  notify?(method: string, params: JsonObject): void
  /** Takes the answer to one request, in any order. */
  answer(answer: Answer, index: number): void
}

/** As one JSON document, when the last answer is there. */
export function documentReply(response: ServerResponse, count: number, batch: boolean): Reply {
  const texts: JsonText[] = []
  let open = count
  return {
    answer: ({ text, status, parts }, index) => {
      if (!batch && parts !== undefined) return sendParts(response, status, parts)
      texts[index] = text
      open -= 1
      if (open > 0) return
      const body = batch ? `[${texts.join(',')}]` : text
      response.writeHead(batch ? 200 : status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
      response.end(body)
    },
  }
}

/** Prepared bytes go out as they are, between what is written around them. */
function sendParts(response: ServerResponse, status: number, [head, bytes, tail]: NonNullable<Answer['parts']>): void {
  const length = Buffer.byteLength(head) + bytes.length + Buffer.byteLength(tail)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': length })
  response.write(head)
  response.write(bytes)
  response.end(tail)
}

/** As a stream of events, each answer the moment it is there, and before it what there is to tell meanwhile. */
export function streamReply(response: ServerResponse, count: number): Reply {
  let open = count
  response.writeHead(200, STREAM_HEADERS)
  response.flushHeaders()
  const keepAlive = setInterval(() => response.write(': still running\n\n'), KEEP_ALIVE).unref()
  response.once('close', () => clearInterval(keepAlive))
  const send = (text: JsonText): void => void response.write(`event: message\ndata: ${text}\n\n`)
  return {
    notify: (method, params) => send(notificationMessage(method, params)),
    answer: ({ text }) => {
      send(text)
      open -= 1
      if (open === 0) response.end()
    },
  }
}
