import type { IncomingMessage } from 'node:http'
import { quoted } from '../quoted.ts'
import type { Refusal } from '../scheme.ts'
import type { ProtectedResource } from './protected-resource.ts'
import type { Unavailable } from './unavailable.ts'

/** The ways in which a request without a fitting token is turned away (RFC 6750, section 3). */
export interface Challenges {
  noToken(request: IncomingMessage): Refusal
  badToken(request: IncomingMessage, wrong: string): Refusal
  lacksScope(request: IncomingMessage, scope: string): Refusal
}

export function challenges(scopes: readonly string[], resource: ProtectedResource): Challenges {
  const scope = scopes.length === 0 ? {} : { scope: scopes.join(' ') }
  const challenge = (request: IncomingMessage, members: Readonly<Record<string, string>>): string => {
    const metadata = resource.urlFor(request)
    const all = { realm: 'naftiko', ...members, ...(metadata === undefined ? {} : { resource_metadata: metadata }) }
    return `Bearer ${Object.entries(all).map(([name, value]) => `${name}=${quoted(value)}`).join(', ')}` // prettier-ignore
  }
  return {
    noToken: (request) => ({ status: 401, detail: 'an access token is required', challenge: challenge(request, scope) }),
    badToken: (request, wrong) => ({
      status: 401,
      detail: wrong,
      challenge: challenge(request, { error: 'invalid_token', error_description: wrong }),
    }),
    lacksScope: (request, lacking) => {
      const detail = `the token lacks the scope ${lacking}`
      const members = { error: 'insufficient_scope', error_description: detail, ...scope }
      return { status: 403, code: 'NAFTIKO_FORBIDDEN', detail, challenge: challenge(request, members) }
    },
  }
}

/** Nobody can say whether the token is good: that is not the fault of its bearer. */
export function unavailable({ retryAfter }: Unavailable): Refusal {
  return {
    status: 503,
    code: 'NAFTIKO_AUTHORIZATION_UNAVAILABLE',
    detail: 'the authorization server cannot be asked about the token; try again later',
    retryAfter,
  }
}
