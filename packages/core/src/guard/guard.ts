import type { CompileContext, JsonObject } from '@naftiko/plugin-api'
import { didYouMean } from '../nearest.ts'
import { apiKeyScheme } from './api-key.ts'
import { basicScheme } from './basic.ts'
import { bearerScheme } from './bearer.ts'
import { closedGuard } from './closed.ts'
import { digestScheme } from './digest/digest.ts'
import { oauth2Scheme } from './oauth2/oauth2.ts'
import type { ArmedGuard, Place, Scheme } from './scheme.ts'
import { type CompiledSettings, compileSettings } from './settings.ts'

/** The door of an exposer, as the document describes it. */
export interface Guard {
  /** Whether callers must present something. */
  readonly closed: boolean
  /** Names of the variables that it needs. */
  readonly variables: readonly string[]
  /** Makes the door for these variables. Where there can be none it stays closed: an open door is worse. */
  arm(variables: Readonly<Record<string, string>>, place: Place): ArmedGuard
}

const SCHEMES: Readonly<Record<string, Scheme>> = {
  bearer: bearerScheme,
  basic: basicScheme,
  apikey: apiKeyScheme,
  digest: digestScheme,
  oauth2: oauth2Scheme,
}

const OPEN: Guard = { closed: false, variables: [], arm: () => ({ check: () => undefined }) }

/** Compiles `authentication` of an `exposes` entry. Templates in it see variables only. */
export function compileGuard(authentication: JsonObject | undefined, context: CompileContext): Guard {
  if (authentication === undefined || authentication === null || authentication['type'] === 'none') return OPEN
  const type = String(authentication['type'] ?? '').toLowerCase()
  const scheme = Object.hasOwn(SCHEMES, type) ? SCHEMES[type] : undefined
  if (scheme === undefined) return unknownScheme(type, context)
  const settings = compileSettings(authentication, context)
  reportProblems(type, scheme, settings, context)
  return { closed: true, variables: settings.variables, arm: (variables, place) => arm(scheme, settings, variables, place) }
}

function unknownScheme(type: string, context: CompileContext): Guard {
  const known = Object.keys(SCHEMES)
  const reason = `authentication of type "${type}" cannot be checked`
  context.report({
    severity: 'warning',
    code: 'NAFTIKO_NOT_SUPPORTED_YET',
    message: `${reason}, so this exposer stays closed`,
    hint: didYouMean(type, known) ?? `this build checks ${known.join(', ')}`,
    at: '/authentication/type',
  })
  return { closed: true, variables: [], arm: () => closedGuard('NAFTIKO_AUTHENTICATION_UNSUPPORTED', reason) }
}

/** What can be told without knowing any variable. */
function reportProblems(type: string, scheme: Scheme, settings: CompiledSettings, context: CompileContext): void {
  const absent = scheme.required.filter((names) => !names.some((name) => settings.names.includes(name))).map((names) => names[0]!)
  const report = (code: string, message: string, hint: string): void =>
    context.report({ severity: 'warning', code, message: `${message}, so this exposer stays closed`, hint, at: '/authentication' })
  if (settings.unreadable.length > 0) {
    report('NAFTIKO_AUTHENTICATION_UNSUPPORTED', unreadable(settings), 'write a text or a list of texts, with variables as {{NAME}}')
  } else if (absent.length > 0) {
    const names = absent.map((name) => `"${name}"`).join(' and ')
    report('NAFTIKO_AUTHENTICATION_INCOMPLETE', `authentication of type "${type}" lacks ${names}`, `add ${names}`)
  } else if (settings.variables.length === 0) {
    const unfit = scheme.unfit?.(settings.render({}))
    if (unfit !== undefined) report('NAFTIKO_AUTHENTICATION_UNSUPPORTED', unfit, 'mend the settings of "authentication"')
  }
}

function arm(scheme: Scheme, compiled: CompiledSettings, variables: Readonly<Record<string, string>>, place: Place): ArmedGuard {
  if (compiled.unreadable.length > 0) return closedGuard('NAFTIKO_AUTHENTICATION_UNSUPPORTED', unreadable(compiled))
  const settings = compiled.render(variables)
  const missing = new Map(compiled.missing(variables))
  for (const names of scheme.required) {
    if (settings.text(...names) === '' && !names.some((name) => missing.has(name))) missing.set(names[0]!, [])
  }
  if (missing.size > 0) return closedGuard('NAFTIKO_CREDENTIAL_MISSING', missingSettings(missing))
  const unfit = scheme.unfit?.(settings)
  return unfit === undefined ? scheme.arm(settings, place) : closedGuard('NAFTIKO_AUTHENTICATION_UNSUPPORTED', unfit)
}

function missingSettings(missing: ReadonlyMap<string, readonly string[]>): string {
  const names = [...missing].map(([name, variables]) => (variables.length === 0 ? `"${name}"` : `"${name}" (${variables.join(', ')})`))
  return `its authentication needs ${names.join(' and ')}, which ${missing.size === 1 ? 'has' : 'have'} no value`
}

function unreadable({ unreadable: names }: CompiledSettings): string {
  return `its authentication has settings that cannot be read: ${names.map((name) => `"${name}"`).join(', ')}`
}
