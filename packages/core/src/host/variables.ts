import type { Logger } from '@naftiko/plugin-api'
import type { CompiledCapability } from '../compile/compiled.ts'

/** The values of one capability's variables, and the names of those that have none. */
export interface Variables {
  readonly values: Readonly<Record<string, string>>
  readonly missing: readonly string[]
}

/** Asks every binder. Later binds win over earlier ones, and `given` values over all. */
export async function resolveVariables(
  compiled: CompiledCapability,
  given: Readonly<Record<string, string>>,
  signal: AbortSignal,
  log: Logger,
): Promise<Variables> {
  const values = Object.create(null) as Record<string, string>
  for (const binder of compiled.binders) Object.assign(values, await binder.node.resolve({ signal, log }))
  Object.assign(values, given)
  const wanted = new Set([
    ...compiled.binders.flatMap((binder) => binder.variables),
    ...compiled.model.binds.flatMap((entry) => Object.keys(entry.value.keys)),
  ])
  return { values, missing: [...wanted].filter((name) => !Object.hasOwn(values, name) || values[name] === '') }
}
