import type { Invocation, StepContext } from '@naftiko/plugin-api'

/** What a call hands to every call that it makes: it ends with it, is part of its trace, and is made for the same caller. */
export type Carried = Pick<Invocation, 'signal' | 'trace' | 'callerHeaders'>

export function carried({ signal, trace, callerHeaders }: Invocation | StepContext): Carried {
  return callerHeaders === undefined ? { signal, trace } : { signal, trace, callerHeaders }
}
