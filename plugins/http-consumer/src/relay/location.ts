import type { Outcome } from '@naftiko/plugin-api'
import { withoutPairs } from './query.ts'

/** What decides where a `Location` leads. */
export interface Origin {
  /** The base address of the API. */
  readonly base: string
  /** Path of the request below it. */
  readonly path: string
  readonly toCaller: ((path: string) => string) | undefined
  readonly isSecretPair: (name: string) => boolean
}

/**
 * The outcome with a `Location` that its caller can follow. Below the base address it leads back through the exposer: the
 * caller has no credential of its own there, and may not even reach the API. Elsewhere in the origin of the API it becomes
 * absolute, because the caller would resolve it against another address. Other origins are left alone.
 */
export function relocate(outcome: Outcome, origin: Origin): Outcome {
  const location = outcome.metadata.headers?.['location']
  if (typeof location !== 'string') return outcome
  const meant = meantFor(location, origin)
  if (meant === location) return outcome
  return { ...outcome, metadata: { ...outcome.metadata, headers: { ...outcome.metadata.headers, location: meant } } }
}

function meantFor(location: string, { base, path, toCaller, isSecretPair }: Origin): string {
  const request = base + path
  if (!URL.canParse(location, request)) return location
  const url = new URL(location, request)
  const home = new URL(base)
  if (url.origin !== home.origin) return location
  // Upstreams that move a request often repeat its query, and with it a key that the document put there.
  const query = withoutPairs(url.search.slice(1), isSecretPair) ?? ''
  if (query !== url.search.slice(1)) url.search = query
  const root = home.pathname.replace(/\/$/, '')
  const isBelow = url.pathname === root || url.pathname.startsWith(`${root}/`)
  if (!isBelow || toCaller === undefined) return url.href
  return toCaller(url.pathname.slice(root.length + 1) + url.search + url.hash)
}
