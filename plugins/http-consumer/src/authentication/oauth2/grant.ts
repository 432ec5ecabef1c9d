import type { Running } from '../../scope.ts'
import { Incomplete, valuesOf } from '../scheme.ts'
import type { Setting, Settings } from '../settings.ts'

/** Fields of a token request that say what for; in a running host, and nothing when a variable has no value. */
export type GrantFields = (running: Running) => Readonly<Record<string, string>> | undefined

/** A way to be given a token. */
export interface Grant {
  readonly type: 'client_credentials' | 'refresh_token' | 'password'
  readonly fields: GrantFields
}

/** Spellings without case and separators. */
const GRANTS: Readonly<Record<string, Grant['type']>> = {
  clientcredentials: 'client_credentials',
  clientcredential: 'client_credentials',
  application: 'client_credentials',
  machinetomachine: 'client_credentials',
  refreshtoken: 'refresh_token',
  refresh: 'refresh_token',
  password: 'password',
  resourceownerpassword: 'password',
  resourceownerpasswordcredentials: 'password',
}

/** The grant that the settings describe. Without `grantType` it is the one whose settings are there. Throws an `Incomplete`. */
export function grantOf(settings: Settings): Grant {
  const needed = {
    refresh_token: settings.text('refreshToken', 'refresh_token'),
    username: settings.text('username', 'user'),
    password: settings.text('password'),
  }
  const type = typeOf(settings.word('grantType', 'grant_type', 'grant', 'flow'), needed)
  const own: Readonly<Record<string, Setting | undefined>> = OWN_FIELDS[type](needed)
  for (const name in own) if (own[name] === undefined) throw new Incomplete(`the ${type} grant needs "${SETTING_NAMES[name]!}"`)
  const fields = { ...own, scope: scopeOf(settings), audience: settings.text('audience'), resource: settings.text('resource') }
  return { type, fields: (running) => fieldsOf(type, fields, running) }
}

type Needed = Readonly<Record<'refresh_token' | 'username' | 'password', Setting | undefined>>

const OWN_FIELDS: Readonly<Record<Grant['type'], (needed: Needed) => Partial<Needed>>> = {
  client_credentials: () => ({}),
  refresh_token: ({ refresh_token }) => ({ refresh_token }),
  password: ({ username, password }) => ({ username, password }),
}

const SETTING_NAMES: Readonly<Record<string, string>> = { refresh_token: 'refreshToken', username: 'username', password: 'password' }

function typeOf(written: string | undefined, needed: Needed): Grant['type'] {
  if (written === undefined)
    return needed.refresh_token !== undefined ? 'refresh_token' : needed.username !== undefined ? 'password' : 'client_credentials'
  const word = written.toLowerCase().replaceAll(/[^a-z]/g, '')
  const type = Object.hasOwn(GRANTS, word) ? GRANTS[word] : undefined
  if (type !== undefined) return type
  throw new Incomplete(`the grant "${written}" needs a person, or is not known; use client_credentials, refresh_token or password`)
}

function scopeOf(settings: Settings): Setting | undefined {
  const words = settings.words('scopes', 'scope')
  if (words === undefined || words.length === 0) return undefined
  return (running) => {
    const values = words.map(({ value }) => value(running))
    return values.includes(undefined) ? undefined : values.join(' ')
  }
}

function fieldsOf(
  type: Grant['type'],
  fields: Readonly<Record<string, Setting | undefined>>,
  running: Running,
): Readonly<Record<string, string>> | undefined {
  const values = valuesOf(fields, running)
  if (values === undefined) return undefined
  const filled = Object.entries(values).filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '')
  return { grant_type: type, ...Object.fromEntries(filled) }
}
