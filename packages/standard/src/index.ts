import { envBinder } from '@naftiko/env-binder'
import { fileBinder } from '@naftiko/file-binder'
import { httpConsumer } from '@naftiko/http-consumer'
import { mcpExposer } from '@naftiko/mcp-exposer'
import type { Plugin } from '@naftiko/plugin-api'
import { restExposer } from '@naftiko/rest-exposer'
import { scriptStep } from '@naftiko/script-step'

export interface StandardOptions {
  /** Where `binds` without a location find their values, and scripts their switch. Default: `process.env`, read when a host starts. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** The plugins that run the capabilities of the specification: the only list of them. */
export function standardPlugins(options: StandardOptions = {}): readonly Plugin[] {
  return [envBinder(options), fileBinder(), httpConsumer(), restExposer(), mcpExposer(), scriptStep(options)]
}
