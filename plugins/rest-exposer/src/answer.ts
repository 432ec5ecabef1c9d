import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Invocation, LinkContext, Outcome } from '@naftiko/plugin-api'
import { replyError, replyOutcome } from './reply.ts'

/** What answering needs besides the route. */
export interface ServeOptions {
  readonly context: LinkContext
  readonly maxBodySize: number
}

/** What answering one route needs. */
export interface AnswerOptions {
  readonly context: LinkContext
  /** The answer may be kept by who asked, so that it gets a tag. */
  readonly isCacheable?: boolean
}

/**
 * Answers one request with what `call` gives. Never rejects: whatever goes wrong is an answer, too. A caller that goes
 * away aborts the call.
 */
export async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { context, isCacheable }: AnswerOptions,
  call: (given: Pick<Invocation, 'signal' | 'trace'>) => Promise<Outcome>,
): Promise<void> {
  const trace = context.trace(headerText(request, 'traceparent'), headerText(request, 'tracestate'))
  const to = {
    response,
    headOnly: request.method === 'HEAD',
    traceparent: trace.traceparent,
    log: context.log,
    ...(isCacheable === true ? { revalidation: { known: headerText(request, 'if-none-match') } } : {}),
  }
  const controller = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) controller.abort()
  })
  try {
    await replyOutcome(await call({ signal: controller.signal, trace }), to)
  } catch (error) {
    replyError(error, to)
  }
}

/** A header that comes once. */
export function headerText(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}
