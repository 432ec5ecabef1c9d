import type { ApiOperation, ApiPlace, ApiStyle } from '../api/api.ts'
import type { InputShape } from '../schema/input-shape.ts'

/** One input, the same on the consumed and on the exposed side. */
export interface PlannedInput {
  /** Name of the argument, and (but for variables of the path) of what travels. */
  readonly name: string
  readonly in: ApiPlace | 'body'
  readonly required: boolean
  readonly shape: InputShape
  readonly style?: ApiStyle
  /** The only value there is, which nobody needs to be asked for. */
  readonly constant?: string | number | boolean
  /** It is the body as a whole. */
  readonly whole?: true
}

/** An operation, with its inputs under names that do not get in each other's way. */
export interface PlannedOperation {
  readonly operation: ApiOperation
  readonly path: string
  readonly inputs: readonly PlannedInput[]
}

/** One consumed API: operations that share an address and a credential. */
export interface PlannedApi {
  readonly namespace: string
  readonly operations: readonly PlannedOperation[]
}
