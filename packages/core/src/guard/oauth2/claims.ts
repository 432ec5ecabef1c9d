/** What a token, or the server that was asked about it, says. */
export type Claims = Readonly<Record<string, unknown>>

/** What a token must say to be let in. */
export interface TokenRules {
  /** Any one of these must be among the audiences of the token. */
  readonly audiences: readonly string[]
  /** All of these must be among its scopes. */
  readonly scopes: readonly string[]
}

/** Servers with clocks of their own are a few seconds apart. */
export const CLOCK_SKEW_SECONDS = 30

/** `scope` as a text with spaces, or `scp` as a list or such a text. */
export function scopesOf(claims: Claims): ReadonlySet<string> {
  return new Set([claims['scope'], claims['scp']].flatMap(wordsOf))
}

/** Whether one of the audiences is meant. */
export function hasAudience(claims: Claims, audiences: readonly string[]): boolean {
  const given = Array.isArray(claims['aud']) ? claims['aud'] : [claims['aud']]
  return given.some((audience) => typeof audience === 'string' && audiences.includes(audience))
}

function wordsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.split(' ').filter((word) => word !== '')
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
