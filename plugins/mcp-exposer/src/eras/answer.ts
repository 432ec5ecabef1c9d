import { traceIdOf } from '@naftiko/plugin-api'
import { errorMessage, type JsonText, resultMessage } from '../protocol/answers.ts'
import type { RequestMessage } from '../protocol/messages.ts'
import { internalError, ProtocolError } from '../protocol/protocol-error.ts'
import type { ServerContext } from '../protocol/service.ts'
import type { Era, Exchange } from './era.ts'

/** One answer, ready to be sent. */
export interface Answer {
  readonly text: JsonText
  /** HTTP status, where it goes out as a response of its own. */
  readonly status: number
}

/** Answers a request, whatever happens. What is a bug of ours is told to the log, and only its trace id to the client. */
export async function answerRequest(era: Era, request: RequestMessage, exchange: Exchange, context: ServerContext): Promise<Answer> {
  try {
    return { text: resultMessage(request.id, await era.answer(request, exchange)), status: 200 }
  } catch (error) {
    const known = error instanceof ProtocolError ? error : unknownError(error, request, exchange, context)
    return { text: errorMessage(known, request.id), status: known.status ?? 200 }
  }
}

function unknownError(error: unknown, request: RequestMessage, { signal }: Exchange, context: ServerContext): ProtocolError {
  const traceId = traceIdOf(context.trace().traceparent)
  if (!signal.aborted) context.log.error('a request could not be answered', { method: request.method, traceId, error })
  return internalError(traceId)
}
