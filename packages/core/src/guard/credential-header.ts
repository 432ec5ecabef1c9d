import { isObject, type JsonValue } from '@naftiko/plugin-api'

/** The header in which callers identify to an exposer, in lower case; `undefined` where there is none, or only a variable knows it. */
export function credentialHeader(authentication: JsonValue | undefined): string | undefined {
  if (!isObject(authentication)) return undefined
  const type = String(authentication['type'] ?? '').toLowerCase()
  if (type === '' || type === 'none') return undefined
  if (type !== 'apikey') return 'authorization'
  const place = String(authentication['placement'] ?? authentication['in'] ?? 'header').toLowerCase()
  const name = String(authentication['key'] ?? authentication['name'] ?? authentication['header'] ?? 'X-API-Key')
  return place === 'header' && !name.includes('{{') ? name.toLowerCase() : undefined
}
