import { InputError, type JsonObject } from '@naftiko/plugin-api'
import { json, type Page } from '../http/page.ts'
import type { Trace, TraceBuffer } from '../traces/buffer.ts'

/** The newest requests: what they called, how long that took, and how it ended. */
export function tracesPages(buffer: TraceBuffer): readonly Page[] {
  return [
    {
      method: 'GET',
      path: '/traces',
      answer: ({ query }) => {
        const operation = query.get('operation') ?? ''
        const status = query.get('status')?.toUpperCase()
        const { traces } = buffer
        const wanted = traces.filter((trace) => trace.operation.includes(operation) && (status === undefined || trace.status === status))
        return json({ traces: wanted.map(summaryOf), bufferSize: buffer.size, bufferUsed: traces.length })
      },
    },
    {
      method: 'GET',
      path: '/traces/*',
      answer: ({ rest }) => {
        const trace = buffer.traces.find(({ traceId }) => traceId === rest)
        if (trace === undefined)
          throw new InputError('no trace of this id is kept; GET /traces lists those that are', { status: 404, code: 'NAFTIKO_NOT_FOUND' })
        const { traceId, operation, durationMs, status, timestamp, spans } = trace
        return json({ traceId, operation, durationMs, status, timestamp, spans: spans.map((span): JsonObject => ({ ...span })) })
      },
    },
  ]
}

function summaryOf({ traceId, operation, durationMs, status, spans, timestamp }: Trace): JsonObject {
  return { traceId, operation, durationMs, status, spanCount: spans.length, timestamp }
}
