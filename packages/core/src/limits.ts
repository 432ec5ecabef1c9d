import type { Limits } from './public.ts'

/** What an engine allows unless its options say otherwise. */
export const DEFAULT_LIMITS: Limits = {
  documentBytes: 16 * 1024 * 1024,
  expressionMs: 1000,
  expressionDepth: 500,
  collectBytes: 64 * 1024 * 1024,
}
