import type { HostOptions } from '@naftiko/core'
import type { LogLevel } from '../log/level.ts'
import { readBaseUris, readPort, readPorts } from '../option-values.ts'

/** The options of `naftiko run`, as they were given. */
export interface RunOptions {
  readonly 'any-port': boolean
  readonly port: readonly string[]
  readonly address: string | undefined
  readonly gateway: string | undefined
  readonly 'allow-host': readonly string[]
  readonly 'allow-origin': readonly string[]
  readonly 'base-uri': readonly string[]
  readonly 'env-file': readonly string[]
  readonly plugin: readonly string[]
  readonly rule: readonly string[]
  readonly watch: boolean
  readonly workers: string | undefined
  readonly strict: boolean
  readonly 'log-level': LogLevel
  readonly 'log-format': 'pretty' | 'json'
  readonly 'log-requests': boolean
  readonly json: boolean
  readonly stdio: boolean
  readonly docs: boolean
}

/** What the command line says about the host. Throws a `UsageError` for what cannot be read. */
export function toHostOptions(options: RunOptions): HostOptions {
  const { address, gateway } = options
  return {
    anyPort: options['any-port'],
    ports: readPorts(options.port),
    logRequests: options['log-requests'],
    allowedHosts: options['allow-host'],
    allowedOrigins: options['allow-origin'],
    baseUris: readBaseUris(options['base-uri']),
    ...(address === undefined ? {} : { address }),
    ...(gateway === undefined ? {} : { gateway: readPort('--gateway', gateway) }),
  }
}
