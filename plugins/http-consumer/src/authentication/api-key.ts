import { isHeaderName } from '@naftiko/plugin-api'
import type { Running } from '../scope.ts'
import { bodyKey } from './body-key.ts'
import { queryPair } from './pair.ts'
import { type Authenticate, type Credential, headerValue, Incomplete, putHeader, type Scheme } from './scheme.ts'
import type { NamedSetting, Setting, Settings } from './settings.ts'

type Place = 'header' | 'query' | 'cookie'

/** A key in a header (the default), in the query, in a cookie or in the body, in every spelling that documents use. */
export const apiKey: Scheme = (settings) => {
  const headers = settings.pairs('headers')
  if (headers.length > 0) return severalHeaders(headers)
  const place = placeOf(settings)
  const named = settings.word('name', 'header', 'query', 'cookie')
  const name = named ?? settings.word('key')
  const value = named === undefined ? settings.text('value', 'token') : settings.text('value', 'token', 'key')
  if (name === undefined || name === '') throw new Incomplete('"key" is missing, which names the header or parameter')
  if (value === undefined) throw new Incomplete('"value" is missing, which is the key itself')
  if (place === 'header' && !isHeaderName(name)) throw new Incomplete(`"${name}" cannot be the name of a header`)
  if (place === 'body') return bodyKey(name, value)
  return { takes: [{ in: place, name }], bind: (running) => BIND[place](name, value, running) }
}

function placeOf(settings: Settings): Place | 'body' {
  const implied = settings.word('query') === undefined ? (settings.word('cookie') === undefined ? 'header' : 'cookie') : 'query'
  const word = (settings.word('placement', 'in') ?? implied).toLowerCase()
  if (word === 'header' || word === 'query' || word === 'cookie' || word === 'body') return word
  if (word === 'path') throw new Incomplete('the key belongs into the path, and no path has a placeholder of its name, such as {token}')
  throw new Incomplete(`a key cannot be placed in "${word}"; use header, query, cookie, body or path`)
}

function severalHeaders(headers: readonly NamedSetting[]): Credential {
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
    const pair = queryPair(name, setting(running))
    return pair === undefined ? undefined : ({ query }) => void query.push(pair)
  },
  cookie: (name, setting, running) => {
    const pair = queryPair(name, setting(running))
    return pair === undefined ? undefined : ({ cookies }) => void cookies.push(pair)
  },
}
