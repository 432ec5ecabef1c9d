import type { IncomingMessage } from 'node:http'
import { isOfConnection, type LinkContext } from '@naftiko/plugin-api'

/** Headers that say what the body is and which answer is wanted. They name nobody, so they need no trust. */
const ALWAYS: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'content-encoding',
  'content-type',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'range',
])

/** Which headers of a request go on: those that are always harmless, and those that the document trusts. */
export function compileTrusted(
  trusted: readonly string[],
  at: string,
  context: LinkContext,
): (request: IncomingMessage) => Record<string, string> {
  const names = trusted.map((name) => String(name).trim().toLowerCase())
  for (const [index, name] of names.entries()) if (isRefused(name)) reportRefused(name, `${at}/${index}`, context)
  const passed = new Set([...ALWAYS, ...names.filter((name) => !isRefused(name))])
  return (request) => {
    const { headersDistinct } = request
    const named = connectionNames(headersDistinct['connection'])
    const headers: Record<string, string> = {}
    for (const name in headersDistinct) {
      // All values of a header are one list, whether they come in one line or in several.
      if (passed.has(name) && !named.includes(name)) headers[name] = headersDistinct[name]!.join(', ')
    }
    return headers
  }
}

/** Headers of the connection or of a session with this exposer: no document can let them through. */
function isRefused(name: string): boolean {
  return name === 'cookie' || isOfConnection(name)
}

/** What `Connection` names is for the next hop only, and that is this exposer. */
function connectionNames(lines: readonly string[] | undefined): readonly string[] {
  return lines === undefined
    ? []
    : lines
        .join(',')
        .toLowerCase()
        .split(/\s*,\s*/)
}

function reportRefused(name: string, at: string, context: LinkContext): void {
  const message = `the header "${name}" belongs to one connection or session and is never passed on`
  context.report({ severity: 'warning', code: 'NAFTIKO_HEADER_IGNORED', message, hint: 'remove it', at })
}
