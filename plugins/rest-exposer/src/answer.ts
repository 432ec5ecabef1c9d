import type { IncomingMessage, ServerResponse } from 'node:http'
import { callerSignal, type ForwardedHeaders, type Invocation, type LinkContext, type Outcome } from '@naftiko/plugin-api'
import { replyError, replyOutcome } from './reply.ts'

/** What answering needs besides the route. */
export interface ServeOptions {
  readonly context: LinkContext
  readonly maxBodySize: number
  /** Headers of callers that go on to consumed APIs. */
  readonly forwarded: ForwardedHeaders | undefined
}

/** What answering one route needs. */
export interface AnswerOptions extends Pick<ServeOptions, 'context' | 'forwarded'> {
  /** The answer may be kept by who asked, so that it gets a tag. */
  readonly isCacheable?: boolean
}

/** What a call has of the request, whatever it calls. */
export interface Given extends Pick<Invocation, 'signal' | 'trace'> {
  readonly callerHeaders: Invocation['callerHeaders'] | undefined
}

/**
 * Answers one request with what `call` gives. Never rejects: whatever goes wrong is an answer, too. A caller that goes
 * away aborts the call.
 */
export async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { context, forwarded, isCacheable }: AnswerOptions,
  call: (given: Given) => Promise<Outcome>,
): Promise<void> {
  const trace = context.trace(headerText(request, 'traceparent'), headerText(request, 'tracestate'))
  const to = {
    response,
    headOnly: request.method === 'HEAD',
    traceparent: trace.traceparent,
    log: context.log,
    revalidation: isCacheable === true ? { known: headerText(request, 'if-none-match') } : undefined,
  }
  const callerHeaders = forwarded?.read(request.headers)
  // Caches on the way must not give the answer of one caller to another.
  if (forwarded !== undefined) response.setHeader('vary', forwarded.names.join(', '))
  const signal = callerSignal(request, response)
  try {
    await replyOutcome(await call({ signal, trace, callerHeaders }), to)
  } catch (error) {
    replyError(error, to)
  }
}

/** A header that comes once. */
export function headerText(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}
