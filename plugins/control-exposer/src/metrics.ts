import type { CallEnd, CallObserver, ExposerView, HostView, ObservedCall } from '@naftiko/plugin-api'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** Counters and durations of one capability in one host. */
export interface Metrics extends CallObserver {
  readonly mediaType: string
  text(): Promise<string>
}

/** In seconds: from an answer of this machine to a model that thinks. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

/** Labels come from the document only, so their number is bounded whatever is called. */
export function createMetrics(host: HostView): Metrics {
  const registry = new Registry()
  // Every worker counts for itself, and a scrape reaches any of them: without the label one series would jump.
  if (host.instance !== undefined) registry.setDefaultLabels({ worker: host.instance })
  addFacts(registry, host.capability.name)
  const served = servedCalls(registry, host)
  const consumed = consumedCalls(registry)
  return {
    mediaType: registry.contentType,
    text: () => registry.metrics(),
    ended: (call, end) => {
      if (call.kind === 'exposed') served(call, end)
      if (call.kind === 'consumed') consumed(call, end)
    },
  }
}

type Count = (call: ObservedCall, end: CallEnd) => void

function servedCalls(registry: Registry, host: HostView): Count {
  const registers = [registry]
  const labels = ['adapter_type', 'operation_id'] as const
  const total = new Counter({
    name: 'naftiko_request_total',
    help: 'Calls of exposed operations',
    labelNames: [...labels, 'status'],
    registers,
  })
  const errors = new Counter({
    name: 'naftiko_request_errors',
    help: 'Calls of exposed operations that failed',
    labelNames: [...labels, 'error_type'],
    registers,
  })
  const durations = new Histogram({
    name: 'naftiko_request_duration_seconds',
    help: 'Duration of exposed operations until their answer began',
    labelNames: labels,
    buckets: BUCKETS,
    registers,
  })
  const typeOf = typesBy(host)
  return ({ operation }, { durationMs, status, error }) => {
    const type = typeOf(operation)
    const own = { adapter_type: type, operation_id: operation }
    total.inc({ ...own, status: type === 'rest' ? String(status) : error === undefined ? 'OK' : 'ERROR' })
    durations.observe(own, durationMs / 1000)
    if (error !== undefined) errors.inc({ ...own, error_type: error })
  }
}

function consumedCalls(registry: Registry): Count {
  const registers = [registry]
  const total = new Counter({
    name: 'naftiko_http_client_total',
    help: 'Calls of consumed operations',
    labelNames: ['operation_id', 'status'],
    registers,
  })
  const durations = new Histogram({
    name: 'naftiko_http_client_duration_seconds',
    help: 'Duration of consumed operations until their answer began',
    labelNames: ['operation_id'],
    buckets: BUCKETS,
    registers,
  })
  return ({ operation }, { durationMs, status }) => {
    total.inc({ operation_id: operation, status: String(status) })
    durations.observe({ operation_id: operation }, durationMs / 1000)
  }
}

function addFacts(registry: Registry, capability: string): void {
  const registers = [registry]
  const active = new Gauge({ name: 'naftiko_capability_active', help: 'Capabilities that run', labelNames: ['capability'], registers })
  active.set({ capability }, 1)
  const start = new Gauge({ name: 'process_start_time_seconds', help: 'When the process began, in seconds since 1970', registers })
  start.set(Math.round(performance.timeOrigin) / 1000)
  const memory: Gauge = new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Memory of the process',
    registers,
    collect: (): void => memory.set(process.memoryUsage.rss()),
  })
}

/** The type of the exposer that an operation belongs to. */
function typesBy(host: HostView): (operation: string) => string {
  const known = new Map<string, string>()
  return (operation) => {
    const type = known.get(operation) ?? ownerOf(operation, host)?.type ?? ''
    known.set(operation, type)
    return type
  }
}

/** Namespaces may contain dots, so the longest that fits is the one. */
function ownerOf(operation: string, host: HostView): ExposerView | undefined {
  const fitting = host.exposers().filter(({ namespace }) => operation.startsWith(`${namespace}.`))
  return fitting.toSorted((a, b) => b.namespace.length - a.namespace.length)[0]
}
