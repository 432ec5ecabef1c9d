/** Where a request goes: the origin that connections belong to, and the rest of the address. */
export interface Target {
  readonly origin: string
  readonly path: string
}

/** Nothing that the URL standard writes differently. */
const PLAIN = /^[\w\-~!$&()*+,;=:@%/?.]*$/
const DOTS = /\/\.|%2e/i

/** Splits an address. The target goes out as it is written if that is `verbatim`, otherwise as the URL standard writes it. */
export function targetOf(url: string, verbatim: boolean): Target {
  const start = url.indexOf('/', url.indexOf('://') + 3)
  const query = start === -1 ? url.indexOf('?') : -1
  const end = start === -1 ? (query === -1 ? url.length : query) : start
  const origin = url.slice(0, end)
  const rest = url.slice(end)
  const path = rest.startsWith('/') ? rest : `/${rest}`
  if (verbatim || (PLAIN.test(path) && !DOTS.test(path))) return { origin, path }
  const { pathname, search } = new URL(url)
  return { origin, path: pathname + search }
}
