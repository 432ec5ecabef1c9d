import type { Running } from '../scope.ts'
import { type Authenticate, anonymous, type Scheme, type Settings } from './scheme.ts'

type Place = 'header' | 'query' | 'cookie'

/** A key in a header (the default), in the query or in a cookie, in every spelling that documents use. */
export const apiKey: Scheme = (settings) => {
  const headers = settings.map('headers')
  if (headers.length > 0) return (running) => inHeaders(headers, running)
  const place = placeOf(settings)
  const name = settings.word('name', 'header', 'query', 'cookie') ?? settings.word('key') ?? 'X-API-Key'
  const hasOtherName = settings.word('name', 'header', 'query', 'cookie') !== undefined
  const value = hasOtherName ? settings.text('value', 'token', 'key') : settings.text('value', 'token')
  return (running) => {
    const known = value(running)
    return known === undefined || known === '' ? anonymous : WRITE[place](name, known)
  }
}

function placeOf(settings: Settings): Place {
  const word = (settings.word('placement', 'in') ?? (settings.word('query') !== undefined ? 'query' : settings.word('cookie') !== undefined ? 'cookie' : 'header')).toLowerCase()
  return word === 'query' || word === 'cookie' ? word : 'header'
}

function inHeaders(headers: ReturnType<Settings['map']>, running: Running): Authenticate {
  const known = headers.flatMap(([name, value]) => {
    const text = value(running)
    return text === undefined || text === '' ? [] : [[name.toLowerCase(), text] as const]
  })
  return (draft) => {
    for (const [name, text] of known) draft.headers[name] = text
  }
}

const WRITE: Readonly<Record<Place, (name: string, value: string) => Authenticate>> = {
  header: (name, value) => {
    const key = name.toLowerCase()
    return (draft) => {
      draft.headers[key] = value
    }
  },
  query: (name, value) => {
    const key = `${encodeURIComponent(name)}=`
    const pair = key + encodeURIComponent(value)
    return (draft) => {
      const others = draft.query.filter((one) => !one.startsWith(key))
      draft.query.splice(0, draft.query.length, ...others, pair)
    }
  },
  cookie: (name, value) => {
    const key = `${encodeURIComponent(name)}=`
    const pair = key + encodeURIComponent(value)
    return (draft) => {
      const others = draft.cookies.filter((one) => !one.startsWith(key))
      draft.cookies.splice(0, draft.cookies.length, ...others, pair)
    }
  },
}
