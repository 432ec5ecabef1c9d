import type { IncomingMessage } from 'node:http'

/** Why a request is turned away at the door. */
export interface Refusal {
  readonly status: 401 | 403
  readonly detail: string
  /** Value of `WWW-Authenticate`. */
  readonly challenge?: string
}

/** Decides about one request, and takes the credential out of it: it is for this door and no other. */
export type Check = (request: IncomingMessage) => Refusal | undefined

/** One way to present a credential: reads its settings, and gives a check once the credential is known. */
export interface Scheme {
  /** Names of the settings that hold credentials; all must have a value. */
  readonly credentials: readonly string[]
  check(settings: Readonly<Record<string, string>>): Check
}

/** `token` and `value` are one setting under two names. */
export function credentialIn(settings: Readonly<Record<string, string>>, name: string): string {
  return settings[name] ?? (name === 'token' ? settings['value'] : name === 'value' ? settings['token'] : undefined) ?? ''
}
