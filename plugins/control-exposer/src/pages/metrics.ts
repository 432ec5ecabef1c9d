import type { Page } from '../http/page.ts'
import type { Metrics } from '../metrics.ts'

/** What Prometheus collects. */
export function metricsPage(metrics: Metrics): Page {
  return {
    method: 'GET',
    path: '/metrics',
    answer: async () => ({ kind: 'text', text: await metrics.text(), mediaType: metrics.mediaType }),
  }
}
