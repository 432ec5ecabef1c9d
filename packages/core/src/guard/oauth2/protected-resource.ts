import type { IncomingMessage } from 'node:http'
import type { JsonObject } from '@naftiko/plugin-api'
import { targetOf } from '../credential.ts'
import { addressOf, pathOf } from './request-address.ts'

const WELL_KNOWN = '/.well-known/oauth-protected-resource'

/** Where clients learn which authorization server gives tokens for this resource (RFC 9728). */
export interface ProtectedResource {
  /** The metadata, where the request asks for it. */
  publish(request: IncomingMessage): JsonObject | undefined
  /** The address of the metadata, for challenges. */
  urlFor(request: IncomingMessage): string | undefined
}

export interface ResourceSettings {
  /** Its identifier; empty where the document gives none. */
  readonly resource: string
  readonly authorizationServer: string
  readonly scopes: readonly string[]
}

export function protectedResource({ resource, authorizationServer, scopes }: ResourceSettings): ProtectedResource {
  const url = URL.canParse(resource) && /^https?:$/.test(new URL(resource).protocol) ? new URL(resource) : undefined
  const own = WELL_KNOWN + (url === undefined || url.pathname === '/' ? '' : url.pathname)
  const paths = new Set([WELL_KNOWN, own])
  const isAsked = (request: IncomingMessage): boolean =>
    (request.method === 'GET' || request.method === 'HEAD') &&
    [request.url ?? '/', targetOf(request)].some((target) => paths.has(pathOf(target)))
  const publish = (request: IncomingMessage): JsonObject | undefined => {
    const id = resource || addressOf(request)
    if (id === undefined || !isAsked(request)) return undefined
    return {
      resource: id,
      authorization_servers: [authorizationServer],
      ...(scopes.length === 0 ? {} : { scopes_supported: [...scopes] }),
      bearer_methods_supported: ['header'],
    }
  }
  const urlFor = (request: IncomingMessage): string | undefined => {
    if (url !== undefined) return url.origin + own
    const address = addressOf(request)
    return address === undefined ? undefined : address + WELL_KNOWN
  }
  return { publish, urlFor }
}
