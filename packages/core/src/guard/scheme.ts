import type { IncomingMessage } from 'node:http'
import type { JsonObject, Logger } from '@naftiko/plugin-api'
import type { Settings } from './settings.ts'

/** Why a request is turned away at the door. */
export interface Refusal {
  readonly status: 401 | 403 | 503
  /** Absent means `NAFTIKO_UNAUTHORIZED`. */
  readonly code?: string
  readonly detail: string
  /** Value of `WWW-Authenticate`; several where the client may choose. */
  readonly challenge?: string | readonly string[]
  /** Seconds after which it makes sense to ask again. */
  readonly retryAfter?: number
}

/** `undefined` lets the request in. */
export type Verdict = Refusal | undefined

/**
 * Decides about one request, and takes the credential out of it: it is for this door and no other. Only schemes that
 * have to ask somebody answer with a promise, which never rejects for anything that a caller sent.
 */
export type Check = (request: IncomingMessage) => Verdict | Promise<Verdict>

/** The door of one exposer in one running host. */
export interface ArmedGuard {
  readonly check: Check
  /** Why nobody is let in, whatever they present. */
  readonly closed?: Closure
  /** What anybody may read at this address without a credential; `undefined` leaves the request to the check. */
  publish?(request: IncomingMessage): JsonObject | undefined
  /** Gives up whatever is still being asked. Safe to call twice. */
  stop?(): void
}

/** Why a door stays closed, in words that show no value. */
export interface Closure {
  readonly code: string
  readonly reason: string
}

/** What a door knows of its place. */
export interface Place {
  readonly log: Logger
}

/** One way to present a credential. */
export interface Scheme {
  /** Settings that must have a value, each under all its names. */
  readonly required: readonly (readonly string[])[]
  /** Why these settings, although none is missing, cannot be used. */
  unfit?(settings: Settings): string | undefined
  /** Makes the door once the credential is known. */
  arm(settings: Settings, place: Place): ArmedGuard
}
