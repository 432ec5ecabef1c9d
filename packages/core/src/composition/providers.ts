import { Compiler } from '../compile/compiler.ts'
import { DEFAULT_LIMITS } from '../limits.ts'
import { silentLogger } from '../observe/silent-logger.ts'
import { PluginRegistry } from '../plugin/registry.ts'
import { builtinPlugins } from '../builtin/builtin-plugins.ts'
import type { EngineOptions } from '../public.ts'
import { Schemas } from '../validate/schemas.ts'
import type { Providers } from './services.ts'

/** The composition root: how the services of an engine are made from its options. */
export function providers(options: EngineOptions): Providers {
  return {
    limits: () => ({ ...DEFAULT_LIMITS, ...options.limits }),
    log: () => options.log ?? silentLogger,
    registry: () => new PluginRegistry([...builtinPlugins(), ...options.plugins]),
    schemas: () => new Schemas(),
    rules: () => options.rules ?? {},
    compiler: (services) =>
      new Compiler({
        limits: services.get('limits'),
        log: services.get('log'),
        sequential: options.sequential ?? false,
        registry: services.get('registry'),
        schemas: services.get('schemas'),
      }),
  }
}
