import type { Invocation, StepContext } from '@naftiko/plugin-api'

/** What a call hands to every call that it makes: it ends with it, is part of its trace, is made for the same caller, and tells it how far it is. */
export type Carried = Pick<Invocation, 'signal' | 'trace' | 'callerHeaders' | 'onProgress'>

export function carried({ signal, trace, callerHeaders, onProgress }: Invocation | StepContext): Carried {
  return {
    signal,
    trace,
    ...(callerHeaders === undefined ? {} : { callerHeaders }),
    ...(onProgress === undefined ? {} : { onProgress }),
  }
}
