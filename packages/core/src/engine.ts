import { DocumentError, type JsonSchema, PluginError } from '@naftiko/plugin-api'
import { LoadedCapability } from './capability.ts'
import { providers } from './composition/providers.ts'
import { Services } from './composition/services.ts'
import { CapabilityHost } from './host/host.ts'
import { loadDocument } from './load.ts'
import { isServedAnyway } from './served-anyway.ts'
import type { Capability, Engine, EngineOptions, Host, HostOptions, LoadOptions, Report, Source, ValidateOptions } from './public.ts'
import { Recent } from './recent.ts'
import { checkSettings } from './rules/check-settings.ts'
import { composeSchema } from './schema/compose.ts'

/**
 * Makes an engine with exactly these plugins. Throws a `PluginError` when two handle the same word, one does not fit, or
 * `rules` has a code that nothing reports or a severity that is none.
 */
export function createEngine(options: EngineOptions): Engine {
  const services = new Services(providers(options))
  const registry = services.get('registry')
  checkSettings(services.get('rules'), registry)
  const recent = new Recent()
  return {
    plugins: registry
      .all()
      .map(({ kind, type, name, description }) => ({ kind, type, name, ...(description === undefined ? {} : { description }) })),
    rules: Object.fromEntries(
      registry
        .all()
        .flatMap((plugin) => (plugin.kind === 'rule' ? [[plugin.code, services.get('rules')[plugin.code] ?? plugin.severity]] : [])),
    ),
    validate: (source, validateOptions) => validate(services, source, validateOptions),
    load: async (source, validateOptions) => {
      const capability = await load(services, source, validateOptions)
      recent.add(capability)
      return capability
    },
    host: (capabilities, hostOptions) => makeHost(services, capabilities, hostOptions),
    schema: (): JsonSchema => composeSchema(registry),
  }
}

async function validate(services: Services, source: Source, options: ValidateOptions = {}): Promise<Report> {
  const { diagnostics, explanations, sources } = await loadDocument(services, source, { explained: true })
  return { valid: isValid(diagnostics, options), diagnostics, explanations, sources }
}

async function load(services: Services, source: Source, options: LoadOptions = {}): Promise<LoadedCapability> {
  const loaded = await loadDocument(services, source)
  await services.get('schemas').ready()
  const literally = loaded.capability?.literally ?? loaded.diagnostics
  const counted = options.partial === true ? literally.filter((diagnostic) => !isServedAnyway(diagnostic)) : loaded.diagnostics
  if (isValid(counted, options) && loaded.capability !== undefined) return loaded.capability
  const wrong = loaded.diagnostics.filter(
    (diagnostic) => diagnostic.severity === 'error' || (options.strict === true && diagnostic.severity === 'warning'),
  )
  const first = wrong[0]
  const place = first === undefined ? '' : `: ${first.file}:${first.line}:${first.column} ${first.message}`
  throw new DocumentError(`the document has ${wrong.length} ${wrong.length === 1 ? 'problem' : 'problems'}${place}`, loaded.diagnostics)
}

function isValid(diagnostics: Report['diagnostics'], options: ValidateOptions): boolean {
  return !diagnostics.some(
    (diagnostic) => diagnostic.severity === 'error' || (options.strict === true && diagnostic.severity === 'warning'),
  )
}

function makeHost(services: Services, capabilities: readonly Capability[], options: HostOptions = {}): Host {
  const loaded = capabilities.map((capability) => {
    if (capability instanceof LoadedCapability) return capability
    throw new PluginError('NAFTIKO_FOREIGN_CAPABILITY', 'a host takes capabilities made by engine.load() of the same package')
  })
  return new CapabilityHost(loaded, options, services.get('limits'), services.get('log'))
}
