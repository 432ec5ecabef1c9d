/** Pairs, decoded, in the order in which they were sent. */
export type Pairs = readonly (readonly [name: string, value: string])[]

/** Percent-encodes everything but the unreserved characters of RFC 3986. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** What an OAuth 1.0 signature is made of (RFC 5849, section 3.4.1). `parameters` are those of query, form and header. */
export function baseString(method: string, url: URL, parameters: Pairs): string {
  const address = `${url.protocol}//${url.host}${url.pathname}`
  return [method.toUpperCase(), address, normalized(parameters)].map(percentEncode).join('&')
}

function normalized(parameters: Pairs): string {
  return parameters
    .map(([name, value]) => [percentEncode(name), percentEncode(value)] as const)
    .toSorted(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

/** Encoded texts are ASCII, so the order of code units is that of bytes. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
