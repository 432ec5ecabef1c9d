import type { UpstreamRequest } from '../../exchange/client.ts'
import { isReplayable } from '../../request.ts'
import { bearer } from '../bearer.ts'
import { type Access, type Exchange, Incomplete, type Scheme, Unusable, withHeaders } from '../scheme.ts'
import type { Settings } from '../settings.ts'
import { clientIdentityOf } from './client-authentication.ts'
import { discoverTokenEndpoint, type TokenEndpoint } from './discovery.ts'
import { grantOf } from './grant.ts'
import { type Issued, requestToken } from './token-request.ts'
import { type Token, Tokens } from './tokens.ts'

/** A bearer token from an OAuth 2.0 token endpoint. A `token` that is given outright is taken as it is. */
export const oauth2: Scheme = (settings) => {
  if (settings.word(...ENDPOINT_KEYS, ...ISSUER_KEYS) === undefined && settings.word('token', 'accessToken') !== undefined)
    return bearer({ ...settings, text: (...keys) => settings.text(...keys, 'accessToken') })
  const endpointIn = endpointOf(settings)
  const grant = grantOf(settings)
  const identityIn = clientIdentityOf(settings, grant.type === 'client_credentials')
  return {
    takes: [{ in: 'header', name: 'authorization' }],
    open: (access) => {
      const fields = grant.fields(access.running)
      const identity = identityIn(access.running)
      const endpoint = endpointIn(access)
      if (fields === undefined || identity === undefined || endpoint === undefined) return undefined
      let refreshToken = fields['refresh_token']
      const fetchToken = async (): Promise<Issued> => {
        const used = refreshToken === undefined ? fields : { ...fields, refresh_token: refreshToken }
        const issued = await requestToken(await endpoint(), used, identity, access.requests)
        // A server that gives out a new refresh token takes back the old one.
        if (refreshToken !== undefined) refreshToken = issued.refreshToken ?? refreshToken
        return issued
      }
      return exchangeWith(new Tokens(fetchToken))
    },
  }
}

/** Sends with a token, and once more with another when the API refuses it and the body is still at hand. */
function exchangeWith(tokens: Tokens): Exchange {
  return async (request, send) => {
    const token = await tokens.current(request.signal)
    const response = await send(withToken(request, token))
    if (response.status !== 401) return response
    if (!isReplayable(request.body)) {
      tokens.drop(token)
      return response
    }
    const other = await tokens.replace(token, request.signal).catch((error: unknown) => {
      response.body.discard()
      throw error
    })
    if (other === undefined) return response
    response.body.discard()
    return send(withToken(request, other))
  }
}

function withToken(request: UpstreamRequest, { authorization }: Token): UpstreamRequest {
  return withHeaders(request, { authorization })
}

const ENDPOINT_KEYS = [
  'tokenUri',
  'tokenUrl',
  'token_url',
  'token_uri',
  'tokenURL',
  'tokenEndpoint',
  'token_endpoint',
  'accessTokenUri',
  'accessTokenUrl',
]
const ISSUER_KEYS = ['authorizationServerUri', 'authorizationServerUrl', 'authorizationServer', 'issuer', 'issuerUri', 'issuerUrl']

/** Where tokens come from: written down, or to be asked of the server when the first one is needed. */
function endpointOf(settings: Settings): (access: Access) => (() => TokenEndpoint | Promise<TokenEndpoint>) | undefined {
  const written = settings.text(...ENDPOINT_KEYS)
  const issuer = settings.text(...ISSUER_KEYS)
  if (written === undefined && issuer === undefined) throw new Incomplete('"tokenUri" is missing, the address of the token endpoint')
  return ({ running, origin, requests }) => {
    const address = (written ?? issuer)!(running)
    if (address === undefined || address === '') return undefined
    const url = addressOf(address, origin)
    if (written !== undefined) return () => ({ url: url.href })
    let known: TokenEndpoint | undefined
    return async () => (known ??= await discoverTokenEndpoint(url, requests))
  }
}

/** A path alone means the API itself. */
function addressOf(text: string, origin: string | undefined): URL {
  const url = URL.canParse(text, origin) ? new URL(text, origin) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw new Unusable('its token endpoint has no address that begins with https://')
  url.hash = ''
  return url
}
