import { InvocationError, isObject, type JsonObject } from '@naftiko/plugin-api'
import type { OwnRequests } from '../own-requests.ts'
import { jsonOf } from './json-answer.ts'

/** Where tokens are given out. */
export interface TokenEndpoint {
  readonly url: string
  /** The server says that it reads the client's secret from the form only. */
  readonly wantsSecretInBody?: boolean
}

/** Asks an authorization server where its token endpoint is (RFC 8414, OpenID Connect Discovery). */
export async function discoverTokenEndpoint(issuer: URL, requests: OwnRequests): Promise<TokenEndpoint> {
  for (const url of metadataUrls(issuer)) {
    const { status, text } = await requests.send({ method: 'GET', url, headers: { accept: 'application/json' } })
    const metadata = status === 200 ? jsonOf(text) : undefined
    if (isObject(metadata) && typeof metadata['token_endpoint'] === 'string') return endpointOf(metadata, issuer)
  }
  throw undiscovered(issuer, 'it publishes no metadata with a token endpoint')
}

/** In the order in which servers are likely to have them. */
function metadataUrls(issuer: URL): readonly string[] {
  const path = issuer.pathname.replace(/\/+$/, '')
  return [
    ...new Set([
      `${issuer.origin}${path}/.well-known/openid-configuration`,
      `${issuer.origin}/.well-known/oauth-authorization-server${path}`,
      `${issuer.origin}${path}/.well-known/oauth-authorization-server`,
    ]),
  ]
}

/** Metadata that speaks for another server must not decide where a secret goes. */
function endpointOf(metadata: JsonObject, issuer: URL): TokenEndpoint {
  const { issuer: claimed, token_endpoint: url } = metadata
  if (typeof claimed !== 'string' || simplified(claimed) !== simplified(issuer.href))
    throw undiscovered(issuer, 'its metadata is that of another server')
  const endpoint = URL.canParse(String(url)) ? new URL(String(url)) : undefined
  const isSafe = endpoint?.protocol === 'https:' || (endpoint?.protocol === 'http:' && issuer.protocol === 'http:')
  if (endpoint === undefined || !isSafe) throw undiscovered(issuer, 'the token endpoint that it names is no https address')
  const methods = metadata['token_endpoint_auth_methods_supported']
  const wantsSecretInBody = Array.isArray(methods) && methods.includes('client_secret_post') && !methods.includes('client_secret_basic')
  return { url: endpoint.href, wantsSecretInBody }
}

function simplified(address: string): string {
  return address.replace(/\/+$/, '')
}

function undiscovered(issuer: URL, reason: string): InvocationError {
  const message = `the authorization server at ${issuer.origin} cannot be asked for a token: ${reason}; set "tokenUri"`
  return new InvocationError('upstream', 502, 'NAFTIKO_TOKEN_REFUSED', message)
}
