import { type MountedRequest, rememberUrl, takeHeader } from './credential.ts'
import { same } from './same.ts'
import type { Scheme } from './scheme.ts'
import type { Settings } from './settings.ts'

/** A key in a header (the default) or in the query, under a name of its own. */
export const apiKeyScheme: Scheme = {
  required: [['value', 'token']],
  unfit(settings) {
    const place = placeOf(settings)
    return place === 'header' || place === 'query'
      ? undefined
      : `an API key in the ${place} cannot be checked, only one in the header or query`
  },
  arm(settings) {
    const expected = settings.text('value', 'token')
    const name = settings.text('key', 'name', 'header') || 'X-API-Key'
    const place = placeOf(settings)
    const take = place === 'query' ? takeQuery : takeHeader
    return {
      check: (request) => {
        const given = take(request, name)
        if (given !== undefined && same(given, expected)) return undefined
        return {
          status: 401,
          detail: given === undefined ? `an API key is required in the ${place} "${name}"` : 'the API key is not valid',
        }
      },
    }
  },
}

function placeOf(settings: Settings): string {
  return (settings.text('placement', 'in') || 'header').toLowerCase()
}

/** The key leaves the URL, so that it is neither logged nor passed on as an argument. */
function takeQuery(request: MountedRequest, name: string): string | undefined {
  const [path, query] = splitOnce(request.url ?? '/', '?')
  if (query === undefined) return undefined
  const pairs = query.split('&')
  const isKey = (pair: string): boolean => decode(splitOnce(pair, '=')[0]) === name
  const found = pairs.find(isKey)
  if (found === undefined) return undefined
  const rest = pairs.filter((pair) => !isKey(pair)).join('&')
  rememberUrl(request)
  const without = (before: string): string => (rest === '' ? before : `${before}?${rest}`)
  request.url = without(path)
  if (request.originalUrl !== undefined) request.originalUrl = without(splitOnce(request.originalUrl, '?')[0])
  return decode(splitOnce(found, '=')[1] ?? '')
}

function splitOnce(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator)
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
