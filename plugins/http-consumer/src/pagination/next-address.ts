import { refusedNext } from './failure.ts'
import type { AddressMark, Page } from './page.ts'

/** What decides about an address besides itself. */
export interface AddressRules {
  readonly operation: string
  /** Whether the credential has this query parameter: it is put there anew, and is no part of an address. */
  isCredential(name: string): boolean
}

/**
 * An address that a page gives, as a place below the base address of the API. It is relative to the page. Any other
 * origin, and anything above the base path, is refused: no upstream decides where its credential is sent.
 */
export function addressBelow(text: string, page: Page, { operation, isCredential }: AddressRules): AddressMark {
  const refuse = (why: string): Error => refusedNext(operation, page.number, why)
  if (!URL.canParse(text, page.from.url)) throw refuse('no address')
  const url = new URL(text, page.from.url)
  const base = new URL(page.from.base)
  if (!isSameOrigin(url, base)) throw refuse(`at another origin (${url.protocol}//${url.host})`)
  const root = base.pathname.replace(/\/+$/, '')
  if (url.pathname !== root && !url.pathname.startsWith(`${root}/`)) throw refuse('above the base path of the API')
  if (climbs(url.pathname)) throw refuse('an address with ".." in it')
  const pairs = url.search.slice(1).split('&')
  return {
    kind: 'address',
    path: url.pathname.slice(root.length),
    query: pairs.filter((pair) => pair !== '' && !isCredential(nameOf(pair))),
  }
}

/** The value of one query parameter of an address. */
export function valueIn({ query }: AddressMark, parameter: string): string | undefined {
  return new URLSearchParams(query.join('&')).get(parameter) ?? undefined
}

/** A server behind a TLS proxy says `http` of itself. The request goes to the address of the document either way. */
function isSameOrigin(url: URL, base: URL): boolean {
  if (url.username !== '' || url.password !== '') return false
  if (url.origin === base.origin) return true
  return url.hostname === base.hostname && url.port === '' && base.port === '' && url.protocol === 'http:' && base.protocol === 'https:'
}

/** Dots that are written out were resolved by the URL standard; these are hidden from it behind encoded slashes. */
function climbs(path: string): boolean {
  try {
    return decodeURIComponent(path)
      .split(/[/\\]/)
      .some((segment) => segment === '..')
  } catch {
    return true
  }
}

function nameOf(pair: string): string {
  return [...new URLSearchParams(pair).keys()][0] ?? ''
}
