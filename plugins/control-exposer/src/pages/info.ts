import type { HostView } from '@naftiko/plugin-api'
import { json, type Page } from '../http/page.ts'
import { adapterOf } from './adapters.ts'
import { isoDuration } from './duration.ts'

/** What runs here, and the document that it runs, without a secret in it. */
export function infoPages(host: HostView): readonly Page[] {
  const since = performance.now()
  const { name, specification } = host.capability
  return [
    {
      method: 'GET',
      path: '/status',
      answer: () =>
        json({
          capability: { label: name, ...(specification === undefined ? {} : { specVersion: specification }) },
          engine: { version: host.engine, node: process.versions.node },
          ...(host.instance === undefined ? {} : { worker: host.instance }),
          uptime: isoDuration(performance.now() - since),
          otel: { status: 'inactive' },
          adapters: host.exposers().map(adapterOf),
          missingVariables: host.missingVariables(),
        }),
    },
    { method: 'GET', path: '/config', answer: () => json(host.config()) },
  ]
}
