import { isHeaderText, type InputLocation, type Logger, type MaybePromise } from '@naftiko/plugin-api'
import type { UpstreamRequest, UpstreamResponse } from '../exchange/client.ts'
import type { RequestDraft } from '../request.ts'
import type { Running } from '../scope.ts'
import type { OwnRequests } from './own-requests.ts'
import type { Setting, Settings } from './settings.ts'

/** Puts a credential into a request while its parts are put together. This is on the way of every call, so it never waits. */
export type Authenticate = (draft: RequestDraft) => void

/** Sends a request that is complete. */
export type Send = (request: UpstreamRequest) => Promise<UpstreamResponse>

/**
 * Sends a request that is complete except for its credential, which depends on the request (a signature), must be
 * fetched (a token) or answers what the API says (a challenge). Runs once for every redirect too.
 */
export type Exchange = (request: UpstreamRequest, send: Send) => Promise<UpstreamResponse>

/** A place in requests that belongs to the credential. */
export interface Taken {
  readonly in: InputLocation
  readonly name: string
}

/** What a credential may use in a running host. */
export interface Access {
  readonly running: Running
  /** The consumed API, as errors call it. */
  readonly namespace: string
  /** Where the API lives; absent when it has no usable address. */
  readonly origin: string | undefined
  readonly requests: OwnRequests
  readonly log: Logger
}

/** A credential, as far as the document knows it. It has one of `bind` and `open`. */
export interface Credential {
  /** No input is sent in these places, whether the credential has a value or not. */
  readonly takes: readonly Taken[]
  /** The credential of a running host; nothing when a variable that it needs has no value. */
  bind?(running: Running): Authenticate | undefined
  /** The same for a credential that takes part in the exchange. Throws an `Unusable` for a value that cannot be worked with. */
  open?(access: Access): MaybePromise<Exchange | undefined>
}

/** One way to identify to an API. Throws an `Incomplete` when a setting is missing that it cannot do without. */
export type Scheme = (settings: Settings) => Credential

/** What a scheme throws when its settings are not enough to make a credential of. */
export class Incomplete extends Error {}

/** What a credential throws whose value is of the wrong kind, such as a key that is none. The message never has the value. */
export class Unusable extends Error {}

/** A credential that a header can carry; anything else counts as none, and the API says that it is missing. */
export function headerValue(setting: Setting, running: Running): string | undefined {
  const value = setting(running)
  return value === undefined || value === '' || !isHeaderText(value) ? undefined : value
}

/** Puts one header. */
export function putHeader(name: string, value: string): Authenticate {
  const key = name.toLowerCase()
  return ({ headers }) => {
    headers[key] = value
  }
}

/** The same request with these headers. */
export function withHeaders(request: UpstreamRequest, headers: Readonly<Record<string, string>>): UpstreamRequest {
  return { ...request, headers: { ...request.headers, ...headers } }
}

/** Settings of which all or none have a value: those that are absent stay so, and one without value makes the whole absent. */
export function valuesOf<Names extends string>(
  settings: Readonly<Record<Names, Setting | undefined>>,
  running: Running,
): Readonly<Partial<Record<Names, string>>> | undefined {
  const values: Partial<Record<Names, string>> = {}
  for (const name in settings) {
    const setting = settings[name]
    if (setting === undefined) continue
    const value = setting(running)
    if (value === undefined) return undefined
    values[name] = value
  }
  return values
}

export const anonymous: Authenticate = () => {}
