import { traceIdOf } from '@naftiko/plugin-api'
import type { Hearing } from '../changes/hearing.ts'
import { aroundResult, errorMessage, type JsonText, resultMessage, textOf } from '../protocol/answers.ts'
import type { RequestMessage } from '../protocol/messages.ts'
import { internalError, ProtocolError } from '../protocol/protocol-error.ts'
import type { ServerContext } from '../protocol/service.ts'
import type { Era, Exchange } from './era.ts'

/** One answer, ready to be sent. */
export interface Answer {
  readonly text: JsonText
  /** HTTP status, where it goes out as a response of its own. */
  readonly status: number
  /** The same text in parts, of which the middle one is prepared; absent where nothing is. */
  readonly parts?: readonly [JsonText, Buffer, JsonText]
}

/** Answers a request, whatever happens; what stays open instead is the transport's to keep. What is a bug of ours is told to the log, and only its trace id to the client. */
export async function answerRequest(
  era: Era,
  request: RequestMessage,
  exchange: Exchange,
  context: ServerContext,
): Promise<Answer | Hearing> {
  try {
    const result = await era.answer(request, exchange)
    if (typeof result !== 'string' && 'lists' in result) return result
    const text = resultMessage(request.id, textOf(result))
    if (typeof result === 'string') return { text, status: 200 }
    const [head, tail] = aroundResult(request.id)
    return { text, status: 200, parts: [head, result.bytes, tail] }
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
