import { type CallEnd, type CallObserver, InvocationError, type ObservedCall, type Outcome } from '@naftiko/plugin-api'
import { invokeChannel, type InvokeMessage } from './channels.ts'

type Ended = InvokeMessage & { readonly error?: unknown; readonly result?: unknown }

interface Underway {
  readonly call: ObservedCall
  readonly from: number
}

/**
 * Tells an observer of the calls of one capability in one host, until the result is called. Of exposed operations only
 * those in `exposed` count: what is linked as a part of another is a part of it.
 */
export function observeCalls(owner: object, exposed: ReadonlySet<string>, observer: CallObserver): () => void {
  const underway = new WeakMap<InvokeMessage, Underway>()
  const start = (message: InvokeMessage): void => {
    if (message.owner !== owner || (message.kind === 'exposed' && !exposed.has(message.operation))) return
    const { operation, kind, invocation } = message
    const call = { operation, kind, traceparent: invocation.trace.traceparent, startedAt: Date.now() }
    underway.set(message, { call, from: performance.now() })
    safely(() => observer.began?.(call))
  }
  const asyncEnd = (message: Ended): void => {
    const one = underway.get(message)
    if (one !== undefined) safely(() => observer.ended(one.call, { durationMs: performance.now() - one.from, ...howItEnded(message) }))
  }
  const subscriber = { start, asyncEnd, end: nothing, asyncStart: nothing, error: nothing }
  invokeChannel.subscribe(subscriber as Parameters<typeof invokeChannel.subscribe>[0])
  return () => void invokeChannel.unsubscribe(subscriber as Parameters<typeof invokeChannel.unsubscribe>[0])
}

function howItEnded({ error, result }: Ended): Omit<CallEnd, 'durationMs'> {
  if (error === undefined) return { status: (result as Outcome).metadata.status ?? 200 }
  return InvocationError.is(error) ? { status: error.status, error: error.code } : { status: 500, error: 'NAFTIKO_INTERNAL' }
}

/** A mistake of an observer is no mistake of the call. */
function safely(tell: () => void): void {
  try {
    tell()
  } catch {}
}

function nothing(): void {}
