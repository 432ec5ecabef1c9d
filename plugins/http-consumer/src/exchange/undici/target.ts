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
  const start = url.indexOf('://') + 3
  const length = url.slice(start).search(/[/?#]/)
  const end = length === -1 ? url.length : start + length
  const origin = url.slice(0, end)
  const rest = url.slice(end)
  const path = rest.startsWith('/') ? rest : `/${rest}`
  if (verbatim || (PLAIN.test(path) && !DOTS.test(path))) return { origin, path }
  const { pathname, search } = new URL(url)
  return { origin, path: pathname + search }
}
