import { emptyObject, type JsonObject } from '@naftiko/plugin-api'
import { member } from '../json.ts'
import { metaOf, progressTokenOf, type RequestMessage } from '../protocol/messages.ts'
import type { MethodCall } from '../protocol/method.ts'
import { ERROR, ProtocolError } from '../protocol/protocol-error.ts'
import type { Result } from '../protocol/answers.ts'
import type { Service } from '../protocol/service.ts'
import type { Exchange } from './era.ts'

/** Answers a method that every era has. Throws for one that this server does not have; `status` is the HTTP status of that. */
export function answerShared(service: Service, request: RequestMessage, exchange: Exchange, status?: number): Result | Promise<Result> {
  const method = service.methods.get(request.method)
  if (method !== undefined) return method(request.params, methodCall(service, request.params, exchange))
  throw new ProtocolError(ERROR.methodNotFound, `this server has no method "${request.method}"`, status === undefined ? {} : { status })
}

function methodCall(service: Service, params: JsonObject, exchange: Exchange): MethodCall {
  const callerHeaders = exchange.headers === undefined ? undefined : service.forwarded?.read(exchange.headers)
  const onProgress = progressOf(params, exchange)
  return {
    signal: exchange.signal,
    trace: () => service.context.trace(traceField('traceparent', params, exchange), traceField('tracestate', params, exchange)),
    ...(callerHeaders === undefined ? {} : { callerHeaders }),
    ...(exchange.toolset === undefined ? {} : { toolset: exchange.toolset }),
    ...(onProgress === undefined ? {} : { onProgress }),
  }
}

/** Where the client asked for progress, every piece of text of a streamed answer is one step of it. */
function progressOf(params: JsonObject, exchange: Exchange): MethodCall['onProgress'] {
  const progressToken = progressTokenOf(params)
  if (progressToken === undefined || exchange.notify === undefined) return undefined
  let progress = 0
  return (message) => {
    progress += 1
    exchange.notify?.('notifications/progress', Object.assign(emptyObject(), { progressToken, progress, message }))
  }
}

function traceField(name: 'traceparent' | 'tracestate', params: JsonObject, exchange: Exchange): string | undefined {
  const inMessage = member(metaOf(params), name)
  const inHeader = exchange.headers?.[name]
  return typeof inMessage === 'string' ? inMessage : typeof inHeader === 'string' ? inHeader : undefined
}
