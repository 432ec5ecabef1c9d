import type { CallerHeaders } from '@naftiko/plugin-api'
import type { HttpConsumesEntry } from './entry.ts'
import type { Inputs } from './inputs.ts'
import { compileHeaders } from './relay/headers.ts'

/** What a caller itself says to this API, as headers of a request. */
export type CallersOwn = (callerHeaders: CallerHeaders) => Readonly<Record<string, string>>

/**
 * Compiles which headers of a caller go out. They win over arguments and defaults. What the document gives itself wins over
 * them, also where its variable has no value: the credential of the API, and headers with a `value`.
 */
export function compileCallersOwn(entry: HttpConsumesEntry, inputs: Inputs, isTaken: (place: string, name: string) => boolean): CallersOwn {
  const fixed = new Set(
    inputs.placed
      .filter((input) => input.in === 'header' && inputs.isFixed(input.entry.name))
      .map((input) => input.entry.name.toLowerCase()),
  )
  const passable = compileHeaders(entry, (place, name) => isTaken(place, name) || fixed.has(name))
  return (callerHeaders) => passable(callerHeaders(entry.namespace))
}
