import { isHeaderName } from '../header.ts'
import type { Running } from '../scope.ts'
import {
  type Authenticate,
  type Credential,
  headerValue,
  Incomplete,
  putHeader,
  type Scheme,
  type Setting,
  type Settings,
} from './scheme.ts'

type Place = 'header' | 'query' | 'cookie'

/** A key in a header (the default), in the query or in a cookie, in every spelling that documents use. */
export const apiKey: Scheme = (settings) => {
  const headers = settings.map('headers')
  if (headers.length > 0) return severalHeaders(headers)
  const place = placeOf(settings)
  const named = settings.word('name', 'header', 'query', 'cookie')
  const name = named ?? settings.word('key')
  const value = named === undefined ? settings.text('value', 'token') : settings.text('value', 'token', 'key')
  if (name === undefined || name === '') throw new Incomplete('"key" is missing, which names the header or parameter')
  if (value === undefined) throw new Incomplete('"value" is missing, which is the key itself')
  if (place === 'header' && !isHeaderName(name)) throw new Incomplete(`"${name}" cannot be the name of a header`)
  return { takes: [{ in: place, name }], bind: (running) => BIND[place](name, value, running) }
}

function placeOf(settings: Settings): Place {
  const implied = settings.word('query') === undefined ? (settings.word('cookie') === undefined ? 'header' : 'cookie') : 'query'
  const word = (settings.word('placement', 'in') ?? implied).toLowerCase()
  return word === 'query' || word === 'cookie' ? word : 'header'
}

function severalHeaders(headers: readonly (readonly [string, Setting])[]): Credential {
  const wrong = headers.find(([name]) => !isHeaderName(name))
  if (wrong !== undefined) throw new Incomplete(`"${wrong[0]}" cannot be the name of a header`)
  return {
    takes: headers.map(([name]) => ({ in: 'header', name })),
    bind: (running) => {
      const known = headers.flatMap(([name, setting]) => {
        const value = headerValue(setting, running)
        return value === undefined ? [] : [[name.toLowerCase(), value] as const]
      })
      return (draft) => void Object.assign(draft.headers, Object.fromEntries(known))
    },
  }
}

const BIND: Readonly<Record<Place, (name: string, setting: Setting, running: Running) => Authenticate | undefined>> = {
  header: (name, setting, running) => {
    const value = headerValue(setting, running)
    return value === undefined ? undefined : putHeader(name, value)
  },
  query: (name, setting, running) => {
    const pair = pairOf(name, setting(running))
    return pair === undefined ? undefined : ({ query }) => void query.push(pair)
  },
  cookie: (name, setting, running) => {
    const pair = pairOf(name, setting(running))
    return pair === undefined ? undefined : ({ cookies }) => void cookies.push(pair)
  },
}

function pairOf(name: string, value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : `${encodeURIComponent(name)}=${encodeURIComponent(value)}`
}
