import type { UpstreamResponse } from '../client.ts'

type Headers = Record<string, string | string[]>

/** Of these, the first counts, as it does for `node:http`. */
const SINGLE: ReadonlySet<string> = new Set([
  'age',
  'content-length',
  'content-type',
  'etag',
  'expires',
  'last-modified',
  'location',
  'retry-after',
  'server',
])

/** Upstreams send the same few names again and again. */
const names = new Map<string, string>()
const MOST_NAMES = 512

/** Headers as they came, name after value, as `node:http` gives them: bytes as Latin-1, repeated ones joined. */
export function headersOf(raw: readonly Buffer[]): UpstreamResponse['headers'] {
  const headers: Headers = {}
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = lowerCase(raw[index]!.toString('latin1'))
    const value = raw[index + 1]!.toString('latin1')
    const before = headers[name]
    if (before === undefined) set(headers, name, name === 'set-cookie' ? [value] : value)
    else if (Array.isArray(before)) before.push(value)
    else if (!SINGLE.has(name)) headers[name] = `${before}${name === 'cookie' ? '; ' : ', '}${value}`
  }
  return headers
}

function set(headers: Headers, name: string, value: string | string[]): void {
  if (name === '__proto__') Object.defineProperty(headers, name, { value, enumerable: true, writable: true, configurable: true })
  else headers[name] = value
}

function lowerCase(name: string): string {
  const known = names.get(name)
  if (known !== undefined) return known
  const lower = name.toLowerCase()
  if (names.size < MOST_NAMES) names.set(name, lower)
  return lower
}
