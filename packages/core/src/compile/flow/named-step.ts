import type { JsonValue } from '@naftiko/plugin-api'

/** A step that has a name and a type, be they written or made up. */
export interface NamedStep {
  readonly [key: string]: JsonValue
  readonly name: string
  readonly type: string
}
