import type { OutcomeMetadata } from './invocation.ts'

/**
 * Milliseconds that an API asks its caller to wait: `Retry-After-Ms`, or `Retry-After` in seconds or as a date (RFC 9110,
 * section 10.2.3). Nothing when it does not say, or not in a way that can be read.
 */
export function retryAfter({ headers }: OutcomeMetadata): number | undefined {
  const milliseconds = headers?.['retry-after-ms']
  if (typeof milliseconds === 'string' && /^\d+$/.test(milliseconds)) return Number(milliseconds)
  const header = headers?.['retry-after']
  if (typeof header !== 'string') return undefined
  if (/^\d+(\.\d+)?$/.test(header.trim())) return Number(header) * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now())
}
