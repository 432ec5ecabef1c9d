import { type CompileContext, InvocationError, type JsonObject } from '@naftiko/plugin-api'
import type { Running } from '../scope.ts'
import { apiKey } from './api-key.ts'
import { awsSignature } from './aws-signature.ts'
import { basic } from './basic.ts'
import { bearer } from './bearer.ts'
import { digest } from './digest/digest.ts'
import { hmac } from './hmac/hmac.ts'
import { oauth1 } from './oauth1/oauth1.ts'
import { oauth2 } from './oauth2/oauth2.ts'
import { query } from './query.ts'
import { type Access, type Authenticate, type Credential, type Exchange, Incomplete, type Scheme, Unusable } from './scheme.ts'
import { settingsOf } from './settings.ts'
import { reportSpelling } from './spelling.ts'

export { anonymous } from './scheme.ts'
export type { Authenticate, Send } from './scheme.ts'

/** The credential of an entry. */
export interface Authentication {
  /** Whether no input may be sent in this place, because the credential goes there. */
  takes(place: string, name: string): boolean
  /** Puts the credential of a running host into requests; nothing when it has no value, or goes by `open`. */
  bind(running: Running): Authenticate | undefined
  /** Sends requests with the credential of a running host; nothing when it has no value, or goes by `bind`. */
  open(access: Access): Promise<Exchange | undefined>
}

/** Every way that is known. To add one: a file beside this one, and a line here. */
const SCHEMES: Readonly<Record<string, Scheme>> = {
  none: () => ({ takes: [] }),
  bearer,
  basic,
  digest,
  apikey: apiKey,
  header: apiKey,
  query,
  oauth2,
  oauth1,
  hmac,
  awssigv4: awsSignature,
  awsv4: awsSignature,
  aws4: awsSignature,
  sigv4: awsSignature,
}

/** Compiles `authentication`. A credential whose variable has no value is left out of requests. */
export function compileAuthentication(entry: JsonObject | undefined, context: CompileContext): Authentication {
  const credential = credentialOf(entry, context)
  return {
    bind: (running) => credential.bind?.(running),
    open: (access) => open(credential, access),
    takes: (place, name) =>
      credential.takes.some((taken) => taken.in === place && (place === 'header' ? sameHeader(taken.name, name) : taken.name === name)),
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
    const credential = scheme(settingsOf(entry, context))
    reportSpelling(entry, type, context)
    return credential
  } catch (error) {
    if (!(error instanceof Incomplete)) throw error
    const message = `the ${type} authentication is not complete: ${error.message}`
    return refused('NAFTIKO_AUTHENTICATION_INCOMPLETE', message, 'calls are refused until it is', context)
  }
}

/** A call without the credential that the document asks for would be a silent change of its meaning. */
function refused(code: string, message: string, hint: string, context: CompileContext): Credential {
  context.report({ severity: 'warning', code, message, hint, at: '/authentication' })
  return { takes: [], bind: () => refusal(501, code, message) }
}

function refusal(status: number, code: string, message: string): () => never {
  return () => {
    throw new InvocationError('engine', status, code, `${message}, so this operation is not called`)
  }
}

async function open(credential: Credential, access: Access): Promise<Exchange | undefined> {
  try {
    return await credential.open?.(access)
  } catch (error) {
    if (!(error instanceof Unusable)) throw error
    const message = `the credential of "${access.namespace}" cannot be used: ${error.message}`
    access.log.warn(`${message}; calls are refused`)
    return refusal(500, 'NAFTIKO_AUTHENTICATION_UNUSABLE', message)
  }
}
