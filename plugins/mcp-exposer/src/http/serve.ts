import { setMaxListeners } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { callerSignal, readBody, toProblem, traceIdOf } from '@naftiko/plugin-api'
import { answerRequest } from '../eras/answer.ts'
import type { Era, Exchange } from '../eras/era.ts'
import { erasOf } from '../eras/eras.ts'
import { errorMessage } from '../protocol/answers.ts'
import { type Messages, parseJson } from '../protocol/messages.ts'
import { ProtocolError } from '../protocol/protocol-error.ts'
import type { ServerContext, Service } from '../protocol/service.ts'
import { Refusal, refuseOther } from './refusal.ts'
import { chosenToolsets } from './toolset.ts'
import { documentReply, type Reply, streamReply } from './reply.ts'

export interface HttpService {
  handle(request: IncomingMessage, response: ServerResponse): void
  /** Ends, in good order, what would stay open for good. */
  finish(): void
}

/**
 * Streamable HTTP without sessions: each POST is complete in itself, so that a restart, a reload or a second replica
 * loses nothing. There is no standing stream (GET) and nothing to end (DELETE).
 */
export function httpService(service: Service, limit: number): HttpService {
  const chooseEra = erasOf(service)
  const { context } = service
  const closing = new AbortController()
  // Every subscription waits for it, which Node would take for a leak from the eleventh on.
  setMaxListeners(0, closing.signal)

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    refuseOther(request)
    const toolset = chosenToolsets(request, service.toolsets)
    const message = parseJson(await readBody(request, limit))
    const era = chooseEra(message, request.headers)
    const messages = era.accept(message, request.headers)
    if (messages.requests.length === 0) return void response.writeHead(202).end()
    if (response.destroyed) return
    answerAll(era, messages, { request, response, context, closing: closing.signal, toolset })
  }
  return {
    handle: (request, response) => {
      serve(request, response).catch((error: unknown) => answerError(error, request, response, context))
    },
    finish: () => closing.abort(),
  }
}

interface Surroundings {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly context: ServerContext
  readonly closing: AbortSignal
  readonly toolset: readonly string[] | undefined
}

function answerAll(era: Era, messages: Messages, { request, response, context, closing, toolset }: Surroundings): void {
  const { requests } = messages
  const reply: Reply = wantsStream(era, messages, request)
    ? streamReply(response, requests.length)
    : documentReply(response, requests.length, messages.batch)
  const exchange: Exchange = {
    signal: callerSignal(request, response),
    closing,
    headers: request.headers,
    ...(toolset === undefined ? {} : { toolset }),
    ...(reply.notify === undefined ? {} : { notify: reply.notify }),
  }
  for (const [index, one] of requests.entries())
    void answerRequest(era, one, exchange, context).then((answer) => {
      if (!response.destroyed) reply.answer(answer, index)
    })
}

/** What can be told meanwhile needs a stream; everything else is answered with one JSON document, unless the client takes only streams. */
function wantsStream(era: Era, messages: Messages, request: IncomingMessage): boolean {
  const accept = (request.headers.accept ?? '').toLowerCase()
  if (!accept.includes('text/event-stream')) return false
  return !/application\/(json|\*)|\*\/\*/.test(accept) || messages.requests.some((one) => era.isTalkative(one))
}

function answerError(error: unknown, request: IncomingMessage, response: ServerResponse, context: ServerContext): void {
  // The client went away while it was sending: nobody is left to be told.
  if (response.destroyed || (request.destroyed && !request.complete)) return void response.destroy()
  if (error instanceof ProtocolError) return write(response, error.status ?? 400, 'application/json', errorMessage(error))
  const traceId = traceIdOf(context.trace(headerOf(request, 'traceparent')).traceparent)
  const problem = toProblem(error, traceId)
  if (problem.status >= 500) context.log.error('a request could not be answered', { traceId, error })
  if (response.headersSent) return void response.destroy()
  // The rest of a body that was refused is thrown away: a client listens only after it has sent all of it.
  const rest = request.complete ? {} : { connection: 'close' }
  request.resume()
  const headers = { ...rest, ...(error instanceof Refusal ? error.headers : {}) }
  write(response, problem.status, 'application/problem+json', JSON.stringify(problem), headers)
}

function write(response: ServerResponse, status: number, type: string, text: string, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text), ...headers }).end(text)
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}
