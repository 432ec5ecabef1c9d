import { type JsonValue, MappingError, type StepContext, type StepValue } from '@naftiko/plugin-api'

/** A reference names something that the result of a step lacks. */
export class NoValueError extends MappingError {}

/** The value, or `undefined` where what it refers to is not there: a mapping leaves it out, and a condition is false. */
export async function leniently(read: StepValue, context: StepContext): Promise<JsonValue | undefined> {
  try {
    return await read(context)
  } catch (error) {
    if (error instanceof NoValueError) return undefined
    throw error
  }
}
