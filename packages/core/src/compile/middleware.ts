import { InvocationError, type Invoke } from '@naftiko/plugin-api'
import { invokeChannel, type InvokeMessage } from '../observe/channels.ts'

/**
 * Puts around a consumed operation or a function what every one of them has: a trace event, and the promise that it rejects with an
 * `InvocationError` only. Composed once; costs one call when nobody listens.
 */
export function withMiddleware(name: string, owner: object, invoke: Invoke, kind: InvokeMessage['kind'] = 'consumed'): Invoke {
  const safe: Invoke = async (invocation) => {
    try {
      return await invoke(invocation)
    } catch (error) {
      throw InvocationError.is(error) ? error : internal(name, error)
    }
  }
  return (invocation) =>
    invokeChannel.hasSubscribers
      ? invokeChannel.tracePromise(safe, { invocation, operation: name, kind, owner }, undefined, invocation)
      : safe(invocation)
}

/** A trace event around what an exposer of this namespace links. Costs nothing when nobody listens. */
export function withEvents(namespace: string, owner: object, invoke: Invoke): Invoke {
  const prefix = `${namespace}.`
  return (invocation) => {
    if (!invokeChannel.hasSubscribers) return invoke(invocation)
    const operation = invocation.operation.startsWith(prefix) ? invocation.operation : prefix + invocation.operation
    return invokeChannel.tracePromise(invoke, { invocation, operation, kind: 'exposed', owner }, undefined, invocation)
  }
}

function internal(name: string, cause: unknown): InvocationError {
  return new InvocationError(
    'engine',
    500,
    'NAFTIKO_INTERNAL',
    `the engine failed in ${name}; this is a bug, and the log has the details`,
    { cause },
  )
}
