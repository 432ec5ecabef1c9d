import { controlExposer } from '@naftiko/control-exposer'
import { envBinder } from '@naftiko/env-binder'
import { fileBinder } from '@naftiko/file-binder'
import { formats } from '@naftiko/formats'
import { httpConsumer } from '@naftiko/http-consumer'
import { mcpConsumer } from '@naftiko/mcp-consumer'
import { mcpExposer, type McpExposerOptions } from '@naftiko/mcp-exposer'
import type { Plugin } from '@naftiko/plugin-api'
import { restExposer, type RestExposerOptions } from '@naftiko/rest-exposer'
import { rules } from '@naftiko/rules'
import { skillExposer } from '@naftiko/skill-exposer'
import { scriptStep } from '@naftiko/script-step'

export interface StandardOptions {
  /** Where `binds` without a location find their values, and scripts their switch. Default: `process.env`, read when a host starts. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly mcp?: McpExposerOptions
  readonly rest?: RestExposerOptions
}

/** The plugins that run the capabilities of the specification: the only list of them. */
export function standardPlugins(options: StandardOptions = {}): readonly Plugin[] {
  return [
    envBinder(options),
    fileBinder(),
    httpConsumer(),
    mcpConsumer(),
    restExposer(options.rest),
    mcpExposer(options.mcp),
    skillExposer(),
    controlExposer(),
    scriptStep(options),
    ...formats(),
    ...rules(),
  ]
}
