import type { JsonObject } from '@naftiko/plugin-api'
import type { AuthorizationServer } from './authorization-server.ts'
import { CLOCK_SKEW_SECONDS, hasAudience, type TokenRules } from './claims.ts'
import { fetchJson } from './fetch-json.ts'
import { withoutSlash } from './server-url.ts'
import { Unavailable } from './unavailable.ts'
import type { Validate, Validated } from './validation.ts'

/** How this resource identifies itself where it asks about tokens. */
export interface ClientCredentials {
  readonly id: string
  readonly secret: string
}

/** Asks the authorization server about each token (RFC 7662), so that one that was revoked is refused at once. */
export function introspection(issuer: string, server: AuthorizationServer, rules: TokenRules, client: ClientCredentials): Validate {
  const authorization = `Basic ${Buffer.from(`${formEncoded(client.id)}:${formEncoded(client.secret)}`).toString('base64')}`
  return async (token) => {
    const { introspectionEndpoint } = await server.metadata()
    if (introspectionEndpoint === undefined) throw new Unavailable('its metadata has no introspection_endpoint')
    const body = new URLSearchParams({ token, token_type_hint: 'access_token' })
    const answer = await fetchJson(introspectionEndpoint, { method: 'POST', headers: { authorization }, body, signal: server.signal })
    return judge(answer, issuer, rules)
  }
}

/** The server has checked what it knows. It knows nothing of this resource, so the audience must be there. */
function judge(answer: JsonObject, issuer: string, rules: TokenRules): Validated {
  if (answer['active'] !== true) return { wrong: 'the token is not active' }
  const now = Date.now() / 1000
  const { iss, exp, nbf } = answer
  if (typeof iss === 'string' && withoutSlash(iss) !== withoutSlash(issuer)) return { wrong: 'the token comes from another issuer' }
  if (!hasAudience(answer, rules.audiences)) return { wrong: 'the token is meant for another audience' }
  if (typeof exp === 'number' && exp <= now - CLOCK_SKEW_SECONDS) return { wrong: 'the token has expired' }
  if (typeof nbf === 'number' && nbf > now + CLOCK_SKEW_SECONDS) return { wrong: 'the token is not valid yet' }
  return { claims: answer }
}

/** RFC 6749, section 2.3.1: encoded as in a form before it becomes a user name or password. */
function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1)
}
