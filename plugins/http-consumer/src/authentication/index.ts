import { type CompileContext, InvocationError, type JsonObject } from '@naftiko/plugin-api'
import type { Running } from '../scope.ts'
import { apiKey } from './api-key.ts'
import { basic } from './basic.ts'
import { bearer } from './bearer.ts'
import { type Authenticate, anonymous, type Scheme, settingsOf } from './scheme.ts'

export type { Authenticate } from './scheme.ts'

/** Every way that is known. To add one: a file beside this one, and a line here. */
const SCHEMES: Readonly<Record<string, Scheme>> = {
  none: () => () => anonymous,
  bearer,
  basic,
  apikey: apiKey,
  header: apiKey,
}

/** Compiles `authentication`; the result gives the credential of a running host. A credential without value is left out. */
export function compileAuthentication(entry: JsonObject | undefined, context: CompileContext): (running: Running) => Authenticate {
  if (entry === undefined || entry === null) return () => anonymous
  const type = String(entry['type'] ?? '').toLowerCase().replaceAll(/[-_\s]/g, '')
  const scheme = Object.hasOwn(SCHEMES, type) ? SCHEMES[type] : undefined
  return scheme === undefined ? unsupported(String(entry['type'] ?? ''), context) : scheme(settingsOf(entry, context))
}

/** A call without the credential that the document asks for would be a silent change of its meaning. */
function unsupported(type: string, context: CompileContext): () => Authenticate {
  const message = `authentication of type "${type}" cannot be done`
  context.report({ severity: 'warning', code: 'NAFTIKO_AUTHENTICATION_UNSUPPORTED', message, hint: `calls are refused; this build knows ${Object.keys(SCHEMES).join(', ')}`, at: '/authentication/type' })
  return () => () => {
    throw new InvocationError('engine', 501, 'NAFTIKO_AUTHENTICATION_UNSUPPORTED', `${message}, so this operation is not called`)
  }
}
