import type { JsonObject, Scope } from '@naftiko/plugin-api'

/** Arguments of one call → what templates can see. The variables are those of the running host. */
export type Scoped = (input: JsonObject) => Scope

/** What a consumer learns when it starts. */
export interface Running {
  variables: Readonly<Record<string, string>>
}

export function scopeOf(running: Running): Scoped {
  return (input) => ({ input, variables: running.variables })
}
