import { InvocationError, StepError } from './errors.ts'
import type { JsonValue } from './json.ts'
import { essenceOf, isJson } from './media-type.ts'

/** An RFC 9457 problem, ready to be written as `application/problem+json`. */
export interface ProblemBody {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: string
  readonly traceId: string
  /** The input that is wrong, where one is. */
  readonly input?: string
  /** The step that failed, where one did, and what the upstream answered to it. */
  readonly step?: string
  readonly upstream?: { readonly status: number; readonly mediaType: string; readonly body: JsonValue }
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  413: 'Content too large',
  415: 'Unsupported media type',
  499: 'Cancelled',
  500: 'Internal error',
  501: 'Not implemented',
  502: 'Bad gateway',
  503: 'Service unavailable',
  504: 'Gateway timeout',
}

/** A problem that is no error of an invocation: nothing at this address, a door that is closed. */
export function problemBody(status: number, code: string, detail: string, traceId: string): ProblemBody {
  return { type: 'about:blank', title: TITLES[status] ?? 'Error', status, detail, code, traceId }
}

/**
 * Any error as a problem. What is not an `InvocationError` shows nothing of itself: causes, stacks and foreign
 * messages never leave the process.
 */
export function toProblem(error: unknown, traceId: string): ProblemBody {
  if (!InvocationError.is(error)) {
    return problemBody(500, 'NAFTIKO_INTERNAL', 'the engine failed; the log has the details under this trace id', traceId)
  }
  const input = 'input' in error && typeof error.input === 'string' ? { input: error.input } : {}
  const step = StepError.is(error) ? stepMembers(error) : {}
  return { ...problemBody(error.status, error.code, error.message, traceId), ...input, ...step }
}

function stepMembers({ step, upstream }: StepError): Pick<ProblemBody, 'step' | 'upstream'> {
  if (upstream === undefined) return { step }
  const { status, mediaType, body } = upstream
  return { step, upstream: { status, mediaType, body: isJson(essenceOf(mediaType)) ? parsed(body) : body } }
}

function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return text
  }
}

/** The trace id inside a `traceparent`: 32 hexadecimal digits. */
export function traceIdOf(traceparent: string): string {
  return traceparent.slice(3, 35)
}
