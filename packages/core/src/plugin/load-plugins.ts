import path from 'node:path'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { type Plugin, PluginError } from '@naftiko/plugin-api'

/**
 * Imports plugins by path (`./my-plugin.js`) or package name, resolved from `cwd`. The default export is a plugin, a list
 * of plugins, or a function that returns either. Rejects with a `PluginError` that names the specifier.
 */
export async function loadPlugins(specifiers: readonly string[], cwd: string): Promise<readonly Plugin[]> {
  const loaded = await Promise.all(specifiers.map((specifier) => loadOne(specifier, cwd)))
  return loaded.flat()
}

async function loadOne(specifier: string, cwd: string): Promise<readonly Plugin[]> {
  const module = await importFrom(specifier, cwd)
  const exported: unknown = module.default
  const made: unknown = typeof exported === 'function' ? await (exported as () => unknown)() : exported
  if (made === undefined) {
    throw new PluginError(
      'NAFTIKO_PLUGIN_SHAPE',
      `plugin ${specifier} has no default export; export a plugin, a list of plugins, or a function that returns one`,
    )
  }
  return (Array.isArray(made) ? made : [made]) as readonly Plugin[]
}

async function importFrom(specifier: string, cwd: string): Promise<{ default?: unknown }> {
  try {
    return (await import(resolveFrom(specifier, cwd))) as { default?: unknown }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new PluginError('NAFTIKO_PLUGIN_UNLOADABLE', `plugin ${specifier} could not be loaded: ${reason}`, { cause: error })
  }
}

function resolveFrom(specifier: string, cwd: string): string {
  if (specifier.startsWith('file:')) return specifier
  if (/^\.{0,2}[\\/]/.test(specifier) || path.isAbsolute(specifier)) return pathToFileURL(path.resolve(cwd, specifier)).href
  // A package is looked up where the user stands, not where this file is installed. Packages that export only `import`
  // cannot be resolved through require; those are left to Node.
  try {
    return pathToFileURL(createRequire(path.join(cwd, 'noop.js')).resolve(specifier)).href
  } catch {
    return specifier
  }
}
