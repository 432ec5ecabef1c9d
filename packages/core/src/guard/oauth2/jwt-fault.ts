const BY_CODE: Readonly<Record<string, string>> = {
  ERR_JWT_EXPIRED: 'the token has expired',
  ERR_JOSE_ALG_NOT_ALLOWED: 'the token is signed in a way that is not accepted',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'the signature of the token is not valid',
  ERR_JWKS_NO_MATCHING_KEY: 'the token is signed with a key that its issuer does not publish',
}

const BY_CLAIM: Readonly<Record<string, string>> = {
  iss: 'the token comes from another issuer',
  aud: 'the token is meant for another audience',
  exp: 'the token does not say when it expires',
  nbf: 'the token is not valid yet',
}

/** What is wrong with a token, for its bearer: in words of ours, with nothing of the token in them. */
export function describeFault(error: unknown): string {
  const { code, claim } = error as { readonly code?: unknown; readonly claim?: unknown }
  const known = code === 'ERR_JWT_CLAIM_VALIDATION_FAILED' ? BY_CLAIM[String(claim)] : BY_CODE[String(code)]
  return known ?? 'the token cannot be verified'
}
