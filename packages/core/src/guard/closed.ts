import type { ArmedGuard, Refusal } from './scheme.ts'

/** A door that stays closed. Its exposer listens all the same, so that whoever calls learns why, and its neighbours are served. */
export function closedGuard(code: string, reason: string): ArmedGuard {
  const refusal: Refusal = { status: 503, code, detail: `this exposer is closed: ${reason}` }
  return { check: () => refusal, closed: { code, reason } }
}
