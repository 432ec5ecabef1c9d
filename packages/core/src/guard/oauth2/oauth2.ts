import type { IncomingMessage } from 'node:http'
import { takeAuthorization } from '../credential.ts'
import type { ArmedGuard, Place, Scheme, Verdict } from '../scheme.ts'
import type { Settings } from '../settings.ts'
import { AuthorizationServer } from './authorization-server.ts'
import { type Challenges, challenges, unavailable } from './challenges.ts'
import { scopesOf, type TokenRules } from './claims.ts'
import { introspection } from './introspection.ts'
import { jwtValidation } from './jwt.ts'
import { protectedResource } from './protected-resource.ts'
import { unsafeUrl } from './server-url.ts'
import { Unavailable } from './unavailable.ts'
import type { Validate } from './validation.ts'

/** Access tokens of an authorization server elsewhere: this exposer is an OAuth 2.1 resource server. */
export const oauth2Scheme: Scheme = {
  required: [['authorizationServerUri'], ['resource', 'audience']],
  unfit(settings) {
    const server = unsafeUrl(settings.text('authorizationServerUri'))
    if (server !== undefined) return `its authorizationServerUri ${server}`
    const validation = validationOf(settings)
    if (validation === 'jwks') return undefined
    if (validation !== 'introspection') return `its tokenValidation is neither jwks nor introspection`
    const hasClient = settings.text('clientId') !== '' && settings.text('clientSecret') !== ''
    return hasClient
      ? undefined
      : 'tokenValidation introspection needs "clientId" and "clientSecret", with which the server is asked about tokens'
  },
  arm,
}

function arm(settings: Settings, { log }: Place): ArmedGuard {
  const issuer = settings.text('authorizationServerUri')
  const rules: TokenRules = { audiences: audiencesOf(settings), scopes: settings.list('scopes') }
  const server = new AuthorizationServer(issuer, log)
  const resource = protectedResource({ resource: settings.text('resource'), authorizationServer: issuer, scopes: rules.scopes })
  const refuse = challenges(rules.scopes, resource)
  const validate = validationFor(settings, issuer, server, rules)
  return {
    check: (request) => {
      const token = takeAuthorization(request, 'bearer')
      return token === undefined ? refuse.noToken(request) : checkToken(token, request, { validate, rules, refuse })
    },
    publish: (request) => resource.publish(request),
    stop: () => server.stop(),
  }
}

interface TokenCheck {
  readonly validate: Validate
  readonly rules: TokenRules
  readonly refuse: Challenges
}

async function checkToken(token: string, request: IncomingMessage, { validate, rules, refuse }: TokenCheck): Promise<Verdict> {
  try {
    const validated = await validate(token)
    if ('wrong' in validated) return refuse.badToken(request, validated.wrong)
    const scopes = scopesOf(validated.claims)
    const lacking = rules.scopes.find((scope) => !scopes.has(scope))
    return lacking === undefined ? undefined : refuse.lacksScope(request, lacking)
  } catch (error) {
    if (error instanceof Unavailable) return unavailable(error)
    throw error
  }
}

function validationFor(settings: Settings, issuer: string, server: AuthorizationServer, rules: TokenRules): Validate {
  if (validationOf(settings) === 'jwks') return jwtValidation(issuer, server, rules)
  return introspection(issuer, server, rules, { id: settings.text('clientId'), secret: settings.text('clientSecret') })
}

function validationOf(settings: Settings): string {
  return settings.text('tokenValidation').toLowerCase() || 'jwks'
}

/** An address without a path has two spellings, and clients use both. */
function audiencesOf(settings: Settings): readonly string[] {
  const audience = settings.text('audience')
  if (audience !== '') return [audience]
  const resource = settings.text('resource')
  const url = URL.canParse(resource) ? new URL(resource) : undefined
  return url?.pathname === '/' && url.search === '' && url.hash === '' ? [url.origin, `${url.origin}/`, resource] : [resource]
}
