import type { Invocation, JsonObject } from '@naftiko/plugin-api'

/** How a step calls: the values of its `with` are known by the time of the call. */
export interface StepCall {
  /** Keys of `with`. */
  readonly given: readonly string[]
  /** Results of steps and variables of loops: no argument of the caller, so never left over for a body. */
  readonly hidden: ReadonlySet<string>
}

/** A call that brings the values of `with` along. */
export interface GivenInvocation extends Invocation {
  readonly given: JsonObject
}
