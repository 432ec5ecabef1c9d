import { randomBytes } from 'node:crypto'
import { type CallEnd, type CallObserver, type ObservedCall, traceIdOf } from '@naftiko/plugin-api'

type Kind = 'SERVER' | 'INTERNAL' | 'CLIENT'

const KINDS: Readonly<Record<ObservedCall['kind'], Kind>> = { exposed: 'SERVER', function: 'INTERNAL', consumed: 'CLIENT' }

/** One call within a trace. */
export interface Span {
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: Kind
  readonly durationMs: number
  readonly status: 'OK' | 'ERROR'
}

/** One request: what was called, and what that called in turn. */
export interface Trace {
  readonly traceId: string
  readonly operation: string
  readonly durationMs: number
  readonly status: 'OK' | 'ERROR'
  readonly timestamp: string
  /** In the order in which they ended. */
  readonly spans: readonly Span[]
}

interface Root {
  readonly call: ObservedCall
  readonly spanId: string
  readonly spans: Span[]
}

/** A call may make many others, and nobody reads all of them. */
const MOST_SPANS = 500

/** Keeps the newest traces. */
export class TraceBuffer implements CallObserver {
  readonly size: number
  readonly #traces: Trace[] = []
  /** Exposed operations that have begun, by `traceparent`, which is one for each request. */
  readonly #open = new Map<string, Root>()

  constructor(size: number) {
    this.size = size
  }

  /** Newest first. */
  get traces(): readonly Trace[] {
    return this.#traces.toReversed()
  }

  began(call: ObservedCall): void {
    if (call.kind === 'exposed' && !this.#open.has(call.traceparent))
      this.#open.set(call.traceparent, { call, spanId: call.traceparent.slice(36, 52), spans: [] })
  }

  ended(call: ObservedCall, end: CallEnd): void {
    const root = this.#open.get(call.traceparent)
    if (root === undefined) return this.#keep(call, end, [spanOf(call, end, { spanId: call.traceparent.slice(36, 52) })])
    if (root.call !== call) {
      const span = spanOf(call, end, { spanId: randomBytes(8).toString('hex'), parentSpanId: root.spanId })
      if (root.spans.length < MOST_SPANS) root.spans.push(span)
      return undefined
    }
    this.#open.delete(call.traceparent)
    return this.#keep(call, end, [...root.spans, spanOf(call, end, { spanId: root.spanId })])
  }

  #keep({ traceparent, operation, startedAt }: ObservedCall, end: CallEnd, spans: readonly Span[]): void {
    const timestamp = new Date(startedAt).toISOString()
    this.#traces.push({ traceId: traceIdOf(traceparent), operation, durationMs: rounded(end), status: statusOf(end), timestamp, spans })
    if (this.#traces.length > this.size) this.#traces.shift()
  }
}

function spanOf({ operation, kind }: ObservedCall, end: CallEnd, ids: Pick<Span, 'spanId' | 'parentSpanId'>): Span {
  return { ...ids, name: operation, kind: KINDS[kind], durationMs: rounded(end), status: statusOf(end) }
}

function statusOf({ error }: CallEnd): 'OK' | 'ERROR' {
  return error === undefined ? 'OK' : 'ERROR'
}

function rounded({ durationMs }: CallEnd): number {
  return Math.round(durationMs * 1000) / 1000
}
