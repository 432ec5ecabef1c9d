import { isHeaderName, isHeaderText, type CompileContext, InvocationError, isObject, type JsonObject, pointerTo } from '@naftiko/plugin-api'
import type { McpConsumesEntry } from '../entry/entry.ts'
import type { Always } from './always.ts'
import type { Variables } from './place.ts'

/** What identifies the capability to a server. Without a value for one of its variables there is none. */
export type Authentication = (variables: Variables) => Always | { readonly unusable: InvocationError }

/** The value of a setting; `undefined` while a variable in it has none. */
type Setting = (variables: Variables) => string | undefined
/** The settings of a credential: one of these keys, of which the first that is there is meant. */
type Settings = (...keys: readonly string[]) => Setting | undefined
type Scheme = (settings: Settings, entry: JsonObject) => ((variables: Variables) => Always) | { readonly incomplete: string }

const NOTHING: Always = { headers: {}, query: [] }

/** Every way that is known, in the words of consumed HTTP APIs. */
const SCHEMES: Readonly<Record<string, Scheme>> = {
  none: () => () => NOTHING,
  bearer: (settings) => {
    const token = settings('token', 'value')
    if (token === undefined) return { incomplete: '"token" is missing' }
    return (variables) => {
      const value = token(variables)
      return header('authorization', value === undefined || value === '' || /^bearer /i.test(value) ? value : `Bearer ${value}`)
    }
  },
  basic: (settings) => {
    const username = settings('username', 'user')
    if (username === undefined) return { incomplete: '"username" is missing' }
    const password = settings('password') ?? ((): string => '')
    return (variables) => {
      const [user, secret] = [username(variables), password(variables)]
      if (user === undefined || secret === undefined) return NOTHING
      return header('authorization', `Basic ${Buffer.from(`${user}:${secret}`, 'utf8').toString('base64')}`)
    }
  },
  apikey: (settings, entry) => {
    const name = String(entry['key'] ?? entry['name'] ?? '')
    const value = settings('value', 'token')
    if (name === '') return { incomplete: '"key" is missing, which names the header or parameter' }
    if (value === undefined) return { incomplete: '"value" is missing, which is the key itself' }
    const place = String(entry['placement'] ?? entry['in'] ?? 'header').toLowerCase()
    if (place !== 'header' && place !== 'query') return { incomplete: `a key cannot be placed in "${place}"; use header or query` }
    if (place === 'header' && !isHeaderName(name)) return { incomplete: `"${name}" cannot be the name of a header` }
    return (variables) => {
      const key = value(variables)
      if (place === 'header') return header(name.toLowerCase(), key)
      return key === undefined || key === '' ? NOTHING : { headers: {}, query: [[name, key]] }
    }
  },
}

/** Compiles `authentication`. A call without the credential that the document asks for would be a silent change of its meaning. */
export function compileAuthentication({ namespace, authentication }: McpConsumesEntry, context: CompileContext): Authentication {
  if (!isObject(authentication)) return () => NOTHING
  const written = String(authentication['type'] ?? '')
  const type = written.toLowerCase().replaceAll(/[-_\s]/g, '')
  const refused = (status: number, code: string, message: string, hint: string): Authentication => {
    context.report({ severity: 'warning', code, message, hint, at: '/authentication' })
    const unusable = new InvocationError('engine', status, code, `"${namespace}" cannot be called: ${message}`)
    return () => ({ unusable })
  }
  if (!Object.hasOwn(SCHEMES, type)) {
    const hint = `calls are refused; MCP servers are known ${Object.keys(SCHEMES).join(', ')}`
    return refused(501, 'NAFTIKO_AUTHENTICATION_UNSUPPORTED', `authentication of type "${written}" cannot be done`, hint)
  }
  const credential = SCHEMES[type]!(settingsOf(authentication, context), authentication)
  if (typeof credential === 'function') return credential
  const message = `the ${type} authentication is not complete: ${credential.incomplete}`
  return refused(501, 'NAFTIKO_AUTHENTICATION_INCOMPLETE', message, 'calls are refused until it is')
}

function settingsOf(entry: JsonObject, context: CompileContext): Settings {
  return (...keys) => {
    const key = keys.find((name) => Object.hasOwn(entry, name) && ['string', 'number', 'boolean'].includes(typeof entry[name]))
    if (key === undefined) return undefined
    const template = context.template(String(entry[key]), pointerTo('/authentication', key))
    // Secrets read from files and shells often end in a line break.
    return (variables) => template.render({ input: {}, variables })?.trim()
  }
}

function header(name: string, value: string | undefined): Always {
  return value === undefined || value === '' || !isHeaderText(value) ? NOTHING : { headers: { [name]: value }, query: [] }
}
