import { InvocationError, type Invoke } from '@naftiko/plugin-api'
import { invokeChannel, type InvokeMessage } from '../observe/channels.ts'

/**
 * Puts around an operation what every operation has: a trace event, and the promise that it rejects with an
 * `InvocationError` only. Composed once; costs one call when nobody listens.
 */
export function withMiddleware(name: string, kind: InvokeMessage['kind'], invoke: Invoke): Invoke {
  const safe: Invoke = async (invocation) => {
    try {
      return await invoke(invocation)
    } catch (error) {
      throw InvocationError.is(error) ? error : internal(name, error)
    }
  }
  return (invocation) =>
    invokeChannel.hasSubscribers ? invokeChannel.tracePromise(safe, { invocation, kind }, undefined, invocation) : safe(invocation)
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
