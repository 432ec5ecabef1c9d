import type { IncomingMessage } from 'node:http'
import type { CompileContext, JsonObject, Template } from '@naftiko/plugin-api'
import { didYouMean } from '../validate/nearest.ts'
import { apiKeyCheck } from './api-key.ts'
import { basicCheck } from './basic.ts'
import { bearerCheck } from './bearer.ts'

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

/** The door of an exposer. */
export interface Guard {
  /** Whether callers must present something. */
  readonly closed: boolean
  /** Gives the check for these variables, or says why there can be none: an open door is worse than a closed one. */
  arm(variables: Readonly<Record<string, string>>): Check | { readonly unarmed: string }
}

const SCHEMES: Readonly<Record<string, Scheme>> = { bearer: bearerCheck, basic: basicCheck, apikey: apiKeyCheck }

const OPEN: Guard = { closed: false, arm: () => () => undefined }

/** Compiles `authentication` of an `exposes` entry. Templates in it see variables only. */
export function compileGuard(authentication: JsonObject | undefined, context: CompileContext): Guard {
  if (authentication === undefined || authentication === null || authentication['type'] === 'none') return OPEN
  const type = String(authentication['type'] ?? '').toLowerCase()
  const scheme = Object.hasOwn(SCHEMES, type) ? SCHEMES[type] : undefined
  if (scheme === undefined) return unknownScheme(type, context)
  const templates = new Map<string, Template>()
  for (const [name, value] of Object.entries(authentication)) {
    if (typeof value === 'string' || typeof value === 'number')
      templates.set(name, context.template(String(value), `/authentication/${name}`))
  }
  return { closed: true, arm: (variables) => arm(scheme, templates, variables) }
}

function unknownScheme(type: string, context: CompileContext): Guard {
  const known = Object.keys(SCHEMES)
  context.report({
    severity: 'warning',
    code: 'NAFTIKO_NOT_SUPPORTED_YET',
    message: `authentication of type "${type}" cannot be checked, so this exposer stays closed`,
    hint: didYouMean(type, known) ?? `this build checks ${known.join(', ')}`,
    at: '/authentication/type',
  })
  return { closed: true, arm: () => ({ unarmed: `authentication of type "${type}" cannot be checked` }) }
}

function arm(
  scheme: Scheme,
  templates: ReadonlyMap<string, Template>,
  variables: Readonly<Record<string, string>>,
): Check | { unarmed: string } {
  const settings = Object.create(null) as Record<string, string>
  for (const [name, template] of templates) {
    const value = template.render({ input: {}, variables })
    if (value !== undefined) settings[name] = value
  }
  const missing = scheme.credentials.filter((name) => !credentialIn(settings, name))
  if (missing.length === 0) return scheme.check(settings)
  return { unarmed: `its authentication needs ${missing.join(' and ')}, which ${missing.length === 1 ? 'has' : 'have'} no value` }
}

/** `token` and `value` are one setting under two names. */
export function credentialIn(settings: Readonly<Record<string, string>>, name: string): string {
  return settings[name] ?? (name === 'token' ? settings['value'] : name === 'value' ? settings['token'] : undefined) ?? ''
}
