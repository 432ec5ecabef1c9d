import type { ServerResponse } from 'node:http'
import type { JsonObject } from '@naftiko/plugin-api'
import type { Answer } from '../eras/answer.ts'
import { EventStream } from './event-stream.ts'
import { type JsonText, notificationMessage } from '../protocol/answers.ts'

/** How the answers to one POST go out. */
export interface Reply {
  notify?(method: string, params: JsonObject): void
  /** What it is written to, where that can stay open. */
  readonly events?: EventStream
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
export function streamReply(response: ServerResponse, count: number): Reply & { readonly events: EventStream } {
  let open = count
  const events = new EventStream(response)
  return {
    events,
    // What is told on the way is all in the answer as well: it need not wait in memory for a client that does not read.
    notify: (method, params) => {
      if (!events.isStuck) events.send(notificationMessage(method, params))
    },
    answer: ({ text }) => {
      events.send(text)
      open -= 1
      if (open === 0) events.end()
    },
  }
}
