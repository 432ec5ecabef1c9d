import { type Invocation, InvocationError, type Outcome } from '@naftiko/plugin-api'
import { invokeChannel, type InvokeMessage } from '../observe/channels.ts'

type InvokeOf<Call extends Invocation> = (invocation: Call) => Promise<Outcome>

/**
 * Puts around a consumed operation or a function what every one of them has: a trace event, and the promise that it rejects with an
 * `InvocationError` only. Composed once; costs one call when nobody listens.
 */
export function withMiddleware<Call extends Invocation>(
  name: string,
  owner: object,
  invoke: InvokeOf<Call>,
  kind: InvokeMessage['kind'] = 'consumed',
): InvokeOf<Call> {
  const safe: InvokeOf<Call> = async (invocation) => {
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
export function withEvents<Call extends Invocation>(namespace: string, owner: object, invoke: InvokeOf<Call>): InvokeOf<Call> {
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
