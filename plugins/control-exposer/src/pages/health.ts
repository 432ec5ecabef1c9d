import type { HostView } from '@naftiko/plugin-api'
import { json, type Page } from '../http/page.ts'
import { adapterOf, allStarted } from './adapters.ts'

/** For orchestrators: `live` says that the process answers, `ready` that its exposers do. Upstreams are not asked. */
export function healthPages(host: HostView): readonly Page[] {
  return [
    { method: 'GET', path: '/health/live', answer: () => json({ status: 'UP' }) },
    {
      method: 'GET',
      path: '/health/ready',
      answer: () => {
        const exposers = host.exposers()
        const ready = allStarted(exposers)
        return json({ status: ready ? 'UP' : 'DEGRADED', adapters: exposers.map(adapterOf) }, ready ? 200 : 503)
      },
    },
  ]
}
