import { InvocationError } from '@naftiko/plugin-api'

export type Variables = Readonly<Record<string, string>>

/** Where a server is in a running host. `override` is the address that the operator gave, in place of all that the document says. */
export type Target = (variables: Variables, override?: string) => Place

/** Where a server is, or why it cannot be called. */
export type Place = Address | Process | { readonly unusable: InvocationError }

/** A server at an address. */
export interface Address {
  readonly kind: 'http'
  readonly url: URL
  /** Go with every request. Credentials are among them. */
  readonly headers: Readonly<Record<string, string>>
  /** How messages call it: host and port. */
  readonly name: string
}

/** A server that is started when it is needed. */
export interface Process {
  readonly kind: 'stdio'
  readonly command: string
  readonly args: readonly string[]
  readonly env: Variables
  readonly cwd: string | undefined
  /** How messages call it: the command. */
  readonly name: string
}

export function unusable(
  namespace: string,
  reason: string,
  code = 'NAFTIKO_BASE_URI_UNUSABLE',
  status = 500,
): { readonly unusable: InvocationError } {
  return { unusable: new InvocationError('engine', status, code, `"${namespace}" cannot be called: ${reason}`) }
}
