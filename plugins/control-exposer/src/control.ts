import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HostView, LinkContext } from '@naftiko/plugin-api'
import type { Page } from './http/page.ts'
import { serveFrom } from './http/serve.ts'
import { LogReaders } from './log-readers.ts'
import { healthPages } from './pages/health.ts'
import { infoPages } from './pages/info.ts'
import { logsPage } from './pages/logs.ts'
import { metricsPage } from './pages/metrics.ts'
import { tracesPages } from './pages/traces.ts'
import { validatePage } from './pages/validate.ts'
import type { Settings } from './settings.ts'
import { TraceBuffer } from './traces/buffer.ts'

/** The port while its host runs. */
export interface Control {
  serve(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Ends what would never end by itself. */
  drain(): void
  stop(): void
}

/** Begins to watch the host, as far as what is served needs it. */
export async function openControl(settings: Settings, host: HostView, context: LinkContext): Promise<Control> {
  const ends: (() => void)[] = []
  const pages: Page[] = []
  if (settings.health) pages.push(...healthPages(host))
  if (settings.info) pages.push(...infoPages(host))
  if (settings.validate) pages.push(validatePage(host))
  if (settings.metrics) {
    const { createMetrics } = await import('./metrics.ts')
    const metrics = createMetrics(host)
    ends.push(host.observe(metrics))
    pages.push(metricsPage(metrics))
  }
  if (settings.traces > 0) {
    const buffer = new TraceBuffer(settings.traces)
    ends.push(host.observe(buffer))
    pages.push(...tracesPages(buffer))
  }
  const readers = new LogReaders(host, settings.logReaders)
  if (settings.logReaders > 0) pages.push(logsPage(readers))
  return {
    serve: serveFrom(pages, context),
    drain: () => readers.close(),
    stop: () => {
      readers.close()
      for (const end of ends.splice(0)) end()
    },
  }
}
