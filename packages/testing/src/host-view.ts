import type { HostView } from '@naftiko/plugin-api'

/** What a node sees of a host that runs nothing else. */
export function emptyHostView(): HostView {
  return {
    capability: { name: 'test' },
    engine: '0.0.0',
    exposers: () => [],
    missingVariables: () => [],
    config: () => ({}),
    validate: () => Promise.resolve([]),
    observe: () => () => {},
    logs: () => () => {},
  }
}
