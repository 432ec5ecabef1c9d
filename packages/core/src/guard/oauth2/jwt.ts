import type { JWTVerifyOptions, JWTVerifyResult } from 'jose'
import type { AuthorizationServer, KeySet } from './authorization-server.ts'
import { CLOCK_SKEW_SECONDS, type TokenRules } from './claims.ts'
import { describeFault } from './jwt-fault.ts'
import { withoutSlash } from './server-url.ts'
import type { Validate, Validated } from './validation.ts'

type Jose = typeof import('jose')

/** Signatures that only the holder of a private key can make. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']

/** Validates signed tokens (RFC 7519, RFC 9068) with the keys of their issuer. */
export function jwtValidation(issuer: string, server: AuthorizationServer, rules: TokenRules): Validate {
  const plain = withoutSlash(issuer)
  const options: JWTVerifyOptions = {
    algorithms: ALGORITHMS,
    issuer: [plain, `${plain}/`],
    audience: [...rules.audiences],
    requiredClaims: ['exp'],
    clockTolerance: CLOCK_SKEW_SECONDS,
  }
  return async (token) => {
    const jose = await import('jose')
    // What is no token of an accepted kind is turned away before anybody is asked.
    const wrong = formFault(jose, token)
    if (wrong !== undefined) return { wrong }
    const first = await attempt(jose, token, await server.keys(), options)
    if (!('newerKeyMayFit' in first)) return first
    const newKeys = await server.newKeys()
    return newKeys === undefined ? first : attempt(jose, token, newKeys, options)
  }
}

function formFault(jose: Jose, token: string): string | undefined {
  try {
    const { alg = '' } = jose.decodeProtectedHeader(token)
    jose.decodeJwt(token)
    return ALGORITHMS.includes(alg) ? undefined : describeFault(new jose.errors.JOSEAlgNotAllowed())
  } catch {
    return 'the token is not a signed JWT'
  }
}

type Attempt = Validated | { readonly wrong: string; readonly newerKeyMayFit: true }

async function attempt(jose: Jose, token: string, keys: KeySet, options: JWTVerifyOptions): Promise<Attempt> {
  try {
    return { claims: (await verify(jose, token, keys, options)).payload }
  } catch (error) {
    const wrong = describeFault(error)
    return isUnknownKey(jose, error, token) ? { wrong, newerKeyMayFit: true } : { wrong }
  }
}

/** A token that does not name its key is tried with every key that fits. */
async function verify(jose: Jose, token: string, keys: KeySet, options: JWTVerifyOptions): Promise<JWTVerifyResult> {
  try {
    return await jose.jwtVerify(token, keys, options)
  } catch (error) {
    if (!(error instanceof jose.errors.JWKSMultipleMatchingKeys)) throw error
    for await (const key of error) {
      try {
        return await jose.jwtVerify(token, key, options)
      } catch (inner) {
        if (!(inner instanceof jose.errors.JWSSignatureVerificationFailed)) throw inner
      }
    }
    throw new jose.errors.JWSSignatureVerificationFailed()
  }
}

function isUnknownKey(jose: Jose, error: unknown, token: string): boolean {
  if (error instanceof jose.errors.JWKSNoMatchingKey) return true
  return error instanceof jose.errors.JWSSignatureVerificationFailed && jose.decodeProtectedHeader(token).kid === undefined
}
