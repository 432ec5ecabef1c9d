import { API_VERSION, type BinderNode, type BinderPlugin, type BindsEntry } from '@naftiko/plugin-api'

export interface EnvBinderOptions {
  /** Where variables come from. Default: `process.env`, read at each start; tests pass a plain object. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** Binds `keys` to environment variables. Reads the environment when a host starts, never at compile. */
export function envBinder(options: EnvBinderOptions = {}): BinderPlugin {
  return {
    kind: 'binder',
    type: 'env',
    name: '@naftiko/env-binder',
    apiVersion: API_VERSION,
    description: 'Variables from the environment',
    compile: (entry) => compileEnv(entry, () => options.env ?? process.env),
  }
}

/** A variable that is not set is left out: the host knows what was asked for and says what is missing. */
function compileEnv(entry: BindsEntry, environment: () => Readonly<Record<string, string | undefined>>): BinderNode {
  const keys = Object.entries(entry.keys)
  return {
    async resolve() {
      const env = environment()
      return Object.fromEntries(
        keys.flatMap(([name, key]) => (Object.hasOwn(env, key) && env[key] !== undefined ? [[name, env[key]]] : [])),
      )
    },
  }
}
