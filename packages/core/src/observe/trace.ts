import { randomFillSync } from 'node:crypto'
import type { TraceContext } from '@naftiko/plugin-api'

const TRACEPARENT = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-[\da-f]{2}$/
const NO_TRACE = '0'.repeat(32)
const NO_SPAN = '0'.repeat(16)

/** Random bytes are drawn in blocks, because a system call for each request would cost more than the rest of the trace. */
const pool = Buffer.alloc(8192)
let used = pool.length

function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += bytes
  return pool.toString('hex', used - bytes, used)
}

/** Continues the trace of the caller with a span of our own, or begins a new trace when there is none worth the name. */
export function continueTrace(traceparent?: string, tracestate?: string): TraceContext {
  const match = traceparent === undefined ? null : TRACEPARENT.exec(traceparent)
  if (match === null || match[1] === NO_TRACE || match[2] === NO_SPAN) {
    return { traceparent: `00-${randomHex(16)}-${randomHex(8)}-01` }
  }
  const own = `00-${match[1]}-${randomHex(8)}-${traceparent!.slice(53, 55)}`
  return tracestate === undefined ? { traceparent: own } : { traceparent: own, tracestate }
}
