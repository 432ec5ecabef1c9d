import { NaftikoError } from '@naftiko/plugin-api'

/** The input cannot be imported at all. The message says why, and what would be right. */
export function unreadable(reason: string, options?: ErrorOptions): NaftikoError {
  return new NaftikoError('NAFTIKO_OPENAPI_UNREADABLE', reason, options)
}
