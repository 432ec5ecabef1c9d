import { type CompileContext, InvocationError, type JsonObject } from '@naftiko/plugin-api'
import type { Running } from '../scope.ts'
import { apiKey } from './api-key.ts'
import { basic } from './basic.ts'
import { bearer } from './bearer.ts'
import { type Authenticate, type Credential, Incomplete, type Scheme, settingsOf } from './scheme.ts'

export { anonymous } from './scheme.ts'
export type { Authenticate } from './scheme.ts'

/** The credential of an entry. */
export interface Authentication {
  /** Whether no input may be sent in this place, because the credential goes there. */
  takes(place: string, name: string): boolean
  /** Puts the credential of a running host into requests; nothing when it has no value. */
  bind(running: Running): Authenticate | undefined
}

/** Every way that is known. To add one: a file beside this one, and a line here. */
const SCHEMES: Readonly<Record<string, Scheme>> = {
  none: () => ({ takes: [], bind: () => undefined }),
  bearer,
  basic,
  apikey: apiKey,
  header: apiKey,
}

/** Compiles `authentication`. A credential whose variable has no value is left out of requests. */
export function compileAuthentication(entry: JsonObject | undefined, context: CompileContext): Authentication {
  const { takes, bind } = credentialOf(entry, context)
  return {
    bind,
    takes: (place, name) =>
      takes.some((taken) => taken.in === place && (place === 'header' ? sameHeader(taken.name, name) : taken.name === name)),
  }
}

function sameHeader(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

function credentialOf(entry: JsonObject | undefined, context: CompileContext): Credential {
  if (entry === undefined || entry === null) return SCHEMES['none']!(settingsOf({}, context))
  const written = String(entry['type'] ?? '')
  const type = written.toLowerCase().replaceAll(/[-_\s]/g, '')
  const scheme = Object.hasOwn(SCHEMES, type) ? SCHEMES[type] : undefined
  if (scheme === undefined) {
    const hint = `calls are refused; this build knows ${Object.keys(SCHEMES).join(', ')}`
    return refused('NAFTIKO_AUTHENTICATION_UNSUPPORTED', `authentication of type "${written}" cannot be done`, hint, context)
  }
  try {
    return scheme(settingsOf(entry, context))
  } catch (error) {
    if (!(error instanceof Incomplete)) throw error
    const message = `the ${type} authentication is not complete: ${error.message}`
    return refused('NAFTIKO_AUTHENTICATION_INCOMPLETE', message, 'calls are refused until it is', context)
  }
}

/** A call without the credential that the document asks for would be a silent change of its meaning. */
function refused(code: string, message: string, hint: string, context: CompileContext): Credential {
  context.report({ severity: 'warning', code, message, hint, at: '/authentication' })
  const refuse: Authenticate = () => {
    throw new InvocationError('engine', 501, code, `${message}, so this operation is not called`)
  }
  return { takes: [], bind: () => refuse }
}
