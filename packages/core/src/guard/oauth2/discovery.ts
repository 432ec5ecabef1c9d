import type { JsonObject } from '@naftiko/plugin-api'
import { fetchJson } from './fetch-json.ts'
import { unsafeUrl, withoutSlash } from './server-url.ts'
import { Unavailable } from './unavailable.ts'

/** For all addresses together: callers are waiting. */
const DISCOVERY_MS = 8_000

/** What an authorization server says of itself, as far as it is used here. */
export interface ServerMetadata {
  readonly issuer: string
  readonly jwksUri?: string
  readonly introspectionEndpoint?: string
}

/**
 * Reads the metadata of an issuer (RFC 8414, else OpenID Connect Discovery). It must name the issuer that was asked, or
 * one server could speak for another.
 */
export async function discover(issuer: string, signal: AbortSignal): Promise<ServerMetadata> {
  const failures: string[] = []
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(DISCOVERY_MS)])
  for (const url of metadataUrls(issuer)) {
    try {
      return toMetadata(await fetchJson(url, { signal: deadline }), issuer, url)
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error
      failures.push(error.message)
    }
  }
  throw new Unavailable(failures.join('; '))
}

/** With the well-known part before the path of the issuer, as RFC 8414 has it, and after it, as OpenID Connect has it. */
export function metadataUrls(issuer: string): readonly string[] {
  const { origin, pathname } = new URL(issuer)
  const path = withoutSlash(pathname)
  const urls = ['oauth-authorization-server', 'openid-configuration'].flatMap((name) => [
    `${origin}/.well-known/${name}${path}`,
    `${origin}${path}/.well-known/${name}`,
  ])
  return [...new Set(urls)]
}

function toMetadata(document: JsonObject, issuer: string, url: string): ServerMetadata {
  const named = document['issuer']
  if (typeof named !== 'string' || withoutSlash(named) !== withoutSlash(issuer)) {
    const found = typeof named === 'string' ? `the issuer "${named.slice(0, 200)}"` : 'no issuer'
    throw new Unavailable(`${url} names ${found}, not "${issuer}"`)
  }
  const jwksUri = endpointIn(document, 'jwks_uri', url)
  const introspectionEndpoint = endpointIn(document, 'introspection_endpoint', url)
  return {
    issuer: named,
    ...(jwksUri === undefined ? {} : { jwksUri }),
    ...(introspectionEndpoint === undefined ? {} : { introspectionEndpoint }),
  }
}

function endpointIn(document: JsonObject, name: string, url: string): string | undefined {
  const value = document[name]
  if (typeof value !== 'string') return undefined
  const unsafe = unsafeUrl(value)
  if (unsafe !== undefined) throw new Unavailable(`${url}: its ${name} ${unsafe}`)
  return value
}
