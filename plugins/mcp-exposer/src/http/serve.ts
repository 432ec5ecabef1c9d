import type { IncomingMessage, ServerResponse } from 'node:http'
import { callerSignal, readBody, type Standing, toProblem, traceIdOf } from '@naftiko/plugin-api'
import { answerRequest } from '../eras/answer.ts'
import type { Era, Exchange } from '../eras/era.ts'
import { erasOf } from '../eras/eras.ts'
import { errorMessage } from '../protocol/answers.ts'
import { type Messages, parseJson } from '../protocol/messages.ts'
import { ERROR, ProtocolError } from '../protocol/protocol-error.ts'
import type { ServerContext, Service } from '../protocol/service.ts'
import { EventStream } from './event-stream.ts'
import { notAllowed, Refusal, refuseOtherPath, refuseOtherType } from './refusal.ts'
import { chosenToolsets } from './toolset.ts'
import { documentReply, type Reply, streamReply } from './reply.ts'
import { Streams } from './streams.ts'

export interface HttpService {
  handle(request: IncomingMessage, response: ServerResponse): void
  handOver(): readonly Standing[]
  takeOver(standing: Standing): boolean
  /** Ends, in good order, what would stay open for good. */
  finish(): void
}

/**
 * Streamable HTTP without sessions: each POST is complete in itself, so that a restart, a reload or a second replica
 * loses nothing. The one thing that stays is streams of changes, which the next version of the document goes on with.
 */
export function httpService(service: Service, limit: number): HttpService {
  const chooseEra = erasOf(service)
  const { context } = service
  const streams = new Streams(service, service.mostStreams)

  const openStream = (request: IncomingMessage, response: ServerResponse): void => {
    const era = service.mostStreams === 0 ? undefined : chooseEra(null, request.headers)
    if (era?.hearing === undefined) throw notAllowed(['POST'])
    if (request.method !== 'GET') throw notAllowed(['GET', 'POST'])
    if (!acceptsStream(request)) throw new Refusal(406, 'NAFTIKO_MEDIA_TYPE', 'GET opens a stream of changes, which is text/event-stream')
    chosenToolsets(request, service.toolsets)
    const hearing = era.hearing(request.headers)
    if (streams.isFull)
      throw new Refusal(503, 'NAFTIKO_STREAMS', `${service.mostStreams} streams of changes are open, and no more are`, {
        'retry-after': '30',
      })
    streams.open({ request, response, hearing, events: new EventStream(response) })
  }

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    refuseOtherPath(request)
    if (request.method !== 'POST') return openStream(request, response)
    refuseOtherType(request)
    const toolset = chosenToolsets(request, service.toolsets)
    const message = parseJson(await readBody(request, limit))
    const era = chooseEra(message, request.headers)
    const messages = era.accept(message, request.headers)
    if (messages.requests.length === 0) return void response.writeHead(202).end()
    if (response.destroyed) return
    answerAll(era, messages, { request, response, context, streams, toolset })
  }
  return {
    handle: (request, response) => {
      serve(request, response).catch((error: unknown) => answerError(error, request, response, context))
    },
    handOver: () => streams.handOver(),
    takeOver: (standing) => streams.takeOver(standing),
    finish: () => streams.finish(),
  }
}

interface Surroundings {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly context: ServerContext
  readonly streams: Streams
  readonly toolset: readonly string[] | undefined
}

function answerAll(era: Era, messages: Messages, { request, response, context, streams, toolset }: Surroundings): void {
  const { requests } = messages
  const reply: Reply = wantsStream(era, messages, request)
    ? streamReply(response, requests.length)
    : documentReply(response, requests.length, messages.batch)
  const exchange: Exchange = {
    signal: callerSignal(request, response),
    headers: request.headers,
    ...(toolset === undefined ? {} : { toolset }),
    ...(reply.notify === undefined ? {} : { notify: reply.notify }),
  }
  for (const [index, one] of requests.entries())
    void answerRequest(era, one, exchange, context).then((answer) => {
      if (response.destroyed) return
      if ('text' in answer) return reply.answer(answer, index)
      // An era whose requests can stay open sends them one by one, so that the answer is all theirs.
      if (streams.isFull) reply.answer({ text: errorMessage(tooMany(), one.id), status: 200 }, index)
      else streams.open({ request, response, hearing: answer, events: reply.events! })
    })
}

function tooMany(): ProtocolError {
  return new ProtocolError(ERROR.internal, 'as many streams of changes are open as this server keeps; try again later')
}

function acceptsStream({ headers }: IncomingMessage): boolean {
  return (headers.accept ?? '').toLowerCase().includes('text/event-stream')
}

/** What can be told meanwhile needs a stream; everything else is answered with one JSON document, unless the client takes only streams. */
function wantsStream(era: Era, messages: Messages, request: IncomingMessage): boolean {
  if (!acceptsStream(request)) return false
  const accept = request.headers.accept!.toLowerCase()
  return !/application\/(json|\*)|\*\/\*/.test(accept) || messages.requests.some((one) => era.isTalkative(one))
}

function answerError(error: unknown, request: IncomingMessage, response: ServerResponse, context: ServerContext): void {
  // The client went away while it was sending: nobody is left to be told.
  if (response.destroyed || (request.destroyed && !request.complete)) return void response.destroy()
  if (error instanceof ProtocolError) return write(response, error.status ?? 400, 'application/json', errorMessage(error))
  const traceId = traceIdOf(context.trace(headerOf(request, 'traceparent')).traceparent)
  const problem = toProblem(error, traceId)
  if (problem.status >= 500 && !(error instanceof Refusal)) context.log.error('a request could not be answered', { traceId, error })
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
