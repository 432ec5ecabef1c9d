import { isHeaderText, InvocationError, isObject, type JsonObject } from '@naftiko/plugin-api'
import type { OwnRequests } from '../own-requests.ts'
import { type ClientIdentity, identified } from './client-authentication.ts'
import type { TokenEndpoint } from './discovery.ts'
import { jsonOf } from './json-answer.ts'

/** What a token endpoint gave out. */
export interface Issued {
  readonly accessToken: string
  /** Milliseconds that it is good for; absent when the server does not say. */
  readonly lifetime?: number
  /** Takes the place of the refresh token that was used. */
  readonly refreshToken?: string
}

/** Tokens of these types are no use without a proof that goes with each request. */
const BOUND_TYPES = new Set(['mac', 'pop', 'dpop'])

/** Asks for a token. Rejects with an error that names the server and its error code, and nothing of what was sent. */
export async function requestToken(
  endpoint: TokenEndpoint,
  fields: Readonly<Record<string, string>>,
  identity: ClientIdentity,
  requests: OwnRequests,
): Promise<Issued> {
  const place = identity.place ?? (endpoint.wantsSecretInBody === true ? 'body' : 'header')
  const client = identified({ ...identity, place })
  const { status, text } = await requests.send({
    method: 'POST',
    url: endpoint.url,
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded', ...client.headers },
    body: Buffer.from(new URLSearchParams({ ...fields, ...client.fields }).toString()),
  })
  const value = jsonOf(text)
  const answer = isObject(value) ? value : {}
  if (status < 200 || status > 299 || typeof answer['access_token'] !== 'string') throw refused(endpoint, status, answer, fields, identity)
  return issued(answer, endpoint)
}

function issued(answer: JsonObject, endpoint: TokenEndpoint): Issued {
  const { access_token: accessToken, token_type: type, expires_in: seconds, refresh_token: refreshToken } = answer
  if (accessToken === '' || !isHeaderText(String(accessToken))) throw failure(endpoint, 'gave out a token that no header can carry')
  if (typeof type === 'string' && BOUND_TYPES.has(type.toLowerCase()))
    throw failure(endpoint, `gave out a token of the type ${type.toLowerCase()}, and only bearer tokens can be used`)
  // Some servers write numbers as texts.
  const lifetime = seconds === null || seconds === undefined || seconds === '' ? Number.NaN : Number(seconds) * 1000
  return {
    accessToken: String(accessToken),
    ...(Number.isFinite(lifetime) && lifetime > 0 ? { lifetime } : {}),
    ...(typeof refreshToken === 'string' && refreshToken !== '' ? { refreshToken } : {}),
  }
}

const ADVICE: Readonly<Record<string, string>> = {
  invalid_client: 'check "clientId" and "clientSecret", and whether the server wants them in the body (clientAuthentication: body)',
  invalid_grant: 'what was given to get a token is wrong, expired or used up',
  invalid_scope: 'check "scopes"',
  unauthorized_client: 'this client may not use this grant',
  unsupported_grant_type: 'check "grantType"',
}

function refused(
  endpoint: TokenEndpoint,
  status: number,
  answer: JsonObject,
  fields: Readonly<Record<string, string>>,
  identity: ClientIdentity,
): InvocationError {
  const sent = [...Object.values(fields), identity.id, identity.secret]
  const { error } = answer
  // An error code is a word of its own. Anything that repeats what was sent is none.
  const code = typeof error === 'string' && /^[a-z][a-z_]{2,40}$/.test(error) && !sent.includes(error) ? error : undefined
  if (code === undefined) return failure(endpoint, status >= 200 && status <= 299 ? 'gave out no token' : `answered with status ${status}`)
  const advice = Object.hasOwn(ADVICE, code) ? `; ${ADVICE[code]!}` : ''
  return failure(endpoint, `gave out no token: ${code}${advice}`)
}

function failure({ url }: TokenEndpoint, what: string): InvocationError {
  return new InvocationError('upstream', 502, 'NAFTIKO_TOKEN_REFUSED', `the token endpoint at ${new URL(url).origin} ${what}`)
}
