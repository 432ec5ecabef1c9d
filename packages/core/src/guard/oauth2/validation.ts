import type { Claims } from './claims.ts'

/** The claims of a token that is genuine and valid, or what is wrong with it in words for the client. */
export type Validated = { readonly claims: Claims } | { readonly wrong: string }

/** Finds out whether a token is genuine, current and meant for this resource. Rejects with `Unavailable` when nobody can say. */
export type Validate = (token: string) => Promise<Validated>
