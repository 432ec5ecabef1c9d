import type { LinkContext } from '@naftiko/plugin-api'
import type { ControlExposesEntry } from './entry.ts'

/** What is served, with every default in place. */
export interface Settings {
  readonly health: boolean
  readonly info: boolean
  readonly validate: boolean
  readonly metrics: boolean
  /** Traces that are kept; 0: none are served. */
  readonly traces: number
  /** Readers of the log at one time; 0: it is not served. */
  readonly logReaders: number
}

/** The settings of an entry. Whatever it asks for that this version does not do is reported by its name. */
export function settingsOf(entry: ControlExposesEntry, context: LinkContext): Settings {
  const { management = {}, observability = {} } = entry
  reportLeftOut(entry, context)
  const measures = observability.enabled !== false
  const { logs = false } = management
  const streams = typeof logs === 'boolean' ? logs : logs.stream === true
  const local = observability.traces?.local ?? {}
  return {
    health: management.health !== false,
    info: management.info === true,
    validate: management.validate === true,
    metrics: measures && observability.metrics?.local?.enabled !== false,
    traces: measures && local.enabled !== false ? (local['buffer-size'] ?? 100) : 0,
    logReaders: streams ? (typeof logs === 'object' ? (logs['max-subscribers'] ?? 5) : 5) : 0,
  }
}

function reportLeftOut({ management = {}, observability = {} }: ControlExposesEntry, context: LinkContext): void {
  const { logs = false } = management
  const { sampling = 1, propagation = 'w3c' } = observability.traces ?? {}
  const leftOut: readonly (readonly [boolean, string, string])[] = [
    [management.reload === true, '/management/reload', '"naftiko run --watch" takes a changed document over by itself'],
    [
      logs === true || (typeof logs === 'object' && logs['level-control'] !== false),
      '/management/logs',
      'the level of the log is set with --log-level; the log can be read with "stream: true" and "level-control: false"',
    ],
    [sampling !== 1, '/observability/traces/sampling', 'every call is traced'],
    [propagation !== 'w3c', '/observability/traces/propagation', 'upstreams receive the W3C header traceparent'],
    [observability.exporters !== undefined, '/observability/exporters', 'GET /metrics and GET /traces of this port serve what is measured'],
  ]
  for (const [asked, at, hint] of leftOut) {
    if (!asked) continue
    const what = at === '/management/logs' ? 'level-control' : at.slice(at.lastIndexOf('/') + 1)
    const message = `"${what}" is not done by this version`
    context.report({ severity: 'warning', code: 'NAFTIKO_NOT_SUPPORTED_YET', message, hint, at, key: true })
  }
}
