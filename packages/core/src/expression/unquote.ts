/** One character between quotes as RFC 9535 allows it, or an escape. */
// oxlint-disable-next-line no-control-regex -- control characters are what it does not allow
const CHARACTER = /[^\\\u0000-\u001f]|\\(?:u(?<hex>[\dA-Fa-f]{4})|(?<one>[bfnrt/\\'"]))/uy

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

/** The name that stands between quotes in a path, or `undefined` where it is written as no name can be. */
export function unquote(quoted: string): string | undefined {
  const quote = quoted.charAt(0)
  const inside = quoted.slice(1, -1)
  let name = ''
  CHARACTER.lastIndex = 0
  while (CHARACTER.lastIndex < inside.length) {
    const match = CHARACTER.exec(inside)
    if (match === null) return undefined
    const { hex, one } = match.groups!
    // Each kind of quotes escapes only itself.
    if ((one === "'" || one === '"') && one !== quote) return undefined
    name += hex === undefined ? (one === undefined ? match[0] : (ESCAPES[one] ?? one)) : String.fromCharCode(Number.parseInt(hex, 16))
  }
  return /\p{Surrogate}/u.test(name) ? undefined : name
}
