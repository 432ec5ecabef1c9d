import { API_VERSION, type Plugin, PluginError, type RulePlugin } from '@naftiko/plugin-api'

type Kind = Plugin['kind']
type PluginOfKind<K extends Kind> = Extract<Plugin, { kind: K }>

const KINDS: readonly Kind[] = ['consumer', 'exposer', 'binder', 'step', 'format', 'rule']

/** The plugins of one engine, by kind and type. There is no global registry: two engines may hold different plugins. */
export class PluginRegistry {
  readonly #plugins = new Map<string, Plugin>()

  constructor(plugins: readonly Plugin[]) {
    for (const plugin of plugins) this.#add(plugin)
  }

  get<K extends Kind>(kind: K, type: string): PluginOfKind<K> | undefined {
    return this.#plugins.get(keyOf(kind, type)) as PluginOfKind<K> | undefined
  }

  types(kind: Kind): readonly string[] {
    return this.all().flatMap((plugin) => (plugin.kind === kind ? [plugin.type] : []))
  }

  all(): readonly Plugin[] {
    return [...this.#plugins.values()]
  }

  #add(plugin: Plugin): void {
    checkShape(plugin)
    const key = keyOf(plugin.kind, plugin.type)
    const other = this.#plugins.get(key)
    if (other !== undefined) {
      throw new PluginError(
        'NAFTIKO_PLUGIN_DUPLICATE',
        `${plugin.name} and ${other.name} both handle the ${plugin.kind} type "${plugin.type}"; load only one of them`,
      )
    }
    this.#plugins.set(key, plugin)
  }
}

/** Types are compared without case: documents write `XML` and `Avro` as well. */
function keyOf(kind: string, type: string): string {
  return `${kind}:${type.toLowerCase()}`
}

function checkShape(plugin: Plugin): void {
  const name = typeof plugin?.name === 'string' ? plugin.name : 'a plugin without a name'
  if (plugin?.apiVersion !== API_VERSION) {
    throw new PluginError(
      'NAFTIKO_PLUGIN_API',
      `${name} was written for plugin API ${String((plugin as { apiVersion?: unknown })?.apiVersion)}, and this engine speaks ${API_VERSION}; install a version of it that fits`,
    )
  }
  if (!KINDS.includes(plugin.kind)) {
    throw new PluginError(
      'NAFTIKO_PLUGIN_SHAPE',
      `${name} is of kind "${String((plugin as { kind?: unknown }).kind)}"; a plugin is one of ${KINDS.join(', ')}`,
    )
  }
  if (plugin.kind === 'rule') return checkRule(plugin, name)
  if (typeof plugin.type !== 'string' || plugin.type === '' || typeof plugin.compile !== 'function') {
    throw new PluginError('NAFTIKO_PLUGIN_SHAPE', `${name} lacks a type or a compile function, so it cannot handle anything`)
  }
}

function checkRule(rule: RulePlugin, name: string): void {
  const isRule = typeof rule.type === 'string' && rule.type !== '' && typeof rule.check === 'function'
  if (isRule && /^[A-Z][A-Z\d_]+$/.test(rule.code) && ['off', 'hint', 'warning', 'error'].includes(rule.severity)) return
  const message = `${name} is no rule: it needs a type, a code such as ACME_TOOL_PREFIX, a severity (off, hint, warning or error) and a check function`
  throw new PluginError('NAFTIKO_PLUGIN_SHAPE', message)
}
