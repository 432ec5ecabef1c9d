const LINK = /<([^<>]*)>((?:\s*;\s*[^\s=;,"]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]*))?)*)/g
const PARAMETER = /;\s*([^\s=;,"]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?/g

/** The address that a `Link` header (RFC 8288) gives the relation `next`. */
export function nextLink(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined) return undefined
  const text = typeof header === 'string' ? header : header.join(', ')
  for (const [, address, parameters] of text.matchAll(LINK)) if (relationsOf(parameters!).includes('next')) return address!
  return undefined
}

/** The words of the first `rel`; any later one does not count. */
function relationsOf(parameters: string): readonly string[] {
  for (const [, name, quoted, token] of parameters.matchAll(PARAMETER))
    if (name!.toLowerCase() === 'rel') return (quoted ?? token ?? '').toLowerCase().split(/\s+/)
  return []
}
