import type { CompileContext, JsonObject, Template } from '@naftiko/plugin-api'
import { didYouMean } from '../nearest.ts'
import { apiKeyCheck } from './api-key.ts'
import { basicCheck } from './basic.ts'
import { bearerCheck } from './bearer.ts'
import { type Check, credentialIn, type Scheme } from './scheme.ts'

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
