import type { IncomingMessage } from 'node:http'
import { credentialIn, type Scheme } from './scheme.ts'
import { same } from './same.ts'

/** A key in a header (the default) or in the query, under a name of its own. */
export const apiKeyCheck: Scheme = {
  credentials: ['value'],
  check(settings) {
    const expected = credentialIn(settings, 'value')
    const name = settings['key'] ?? settings['name'] ?? settings['header'] ?? 'X-API-Key'
    const place = (settings['placement'] ?? settings['in'] ?? 'header').toLowerCase()
    const take = place === 'query' ? takeQuery : takeHeader
    return (request) => {
      const given = take(request, name)
      if (given !== undefined && same(given, expected)) return undefined
      return { status: 401, detail: given === undefined ? `an API key is required in the ${place} "${name}"` : 'the API key is not valid' }
    }
  },
}

function takeHeader(request: IncomingMessage, name: string): string | undefined {
  const key = name.toLowerCase()
  const given = request.headers[key]
  delete request.headers[key]
  return Array.isArray(given) ? given[0] : given
}

/** The key leaves the URL, so that it is neither logged nor passed on as an argument. */
function takeQuery(request: IncomingMessage, name: string): string | undefined {
  const [path, query] = splitOnce(request.url ?? '/', '?')
  if (query === undefined) return undefined
  const pairs = query.split('&')
  const isKey = (pair: string): boolean => decode(splitOnce(pair, '=')[0]) === name
  const found = pairs.find(isKey)
  if (found === undefined) return undefined
  const rest = pairs.filter((pair) => !isKey(pair))
  request.url = rest.length === 0 ? path : `${path}?${rest.join('&')}`
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
