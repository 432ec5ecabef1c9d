import type { HostOptions } from '@naftiko/core'
import type { OptionSpecs, Values } from '../args.ts'
import { LOG_LEVELS } from '../log/level.ts'
import { readBaseUris, readPort, readPorts } from '../option-values.ts'
import { BASE_URI, ENV_FILE, PLUGIN } from '../shared-options.ts'

/** The options of `naftiko run`. */
export const RUN_OPTIONS = {
  'any-port': { kind: 'flag', about: 'every exposer listens on a free port, whatever the document says' },
  port: { kind: 'list', value: '<namespace>=<n>', about: "override one exposer's port; 0 means a free one (repeatable)" },
  address: { kind: 'text', value: '<host>', about: "override every exposer's bind address" },
  gateway: { kind: 'text', value: '<port>', about: 'one listener for all HTTP exposers, each mounted under /<exposer namespace>' },
  'base-uri': BASE_URI,
  'env-file': ENV_FILE,
  plugin: PLUGIN,
  watch: { kind: 'flag', about: 'reload when a document, a file that it imports or an --env-file changes' },
  strict: { kind: 'flag', about: 'warnings stop the start' },
  'log-level': { kind: 'text', value: '<level>', choices: LOG_LEVELS, default: 'info', about: 'how much to log' },
  'log-format': { kind: 'text', value: '<format>', choices: ['pretty', 'json'], default: 'pretty', about: 'how to log' },
  json: { kind: 'flag', about: 'tell what happens on stdout, one JSON object a line' },
} as const satisfies OptionSpecs

export type RunOptions = Values<typeof RUN_OPTIONS>

/** What the command line says about the host. Throws a `UsageError` for what cannot be read. */
export function toHostOptions(options: RunOptions): HostOptions {
  const { address, gateway } = options
  return {
    anyPort: options['any-port'],
    ports: readPorts(options.port),
    baseUris: readBaseUris(options['base-uri']),
    ...(address === undefined ? {} : { address }),
    ...(gateway === undefined ? {} : { gateway: readPort('--gateway', gateway) }),
  }
}
