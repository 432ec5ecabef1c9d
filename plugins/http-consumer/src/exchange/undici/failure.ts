import type { Failed } from '../failure.ts'

type Coded = Failed & { readonly code: string }

/** How undici calls what `node:http` has other words for. */
const CODES: Readonly<Record<string, Coded>> = {
  UND_ERR_CONNECT_TIMEOUT: { code: 'ETIMEDOUT', event: 'connect' },
  UND_ERR_HEADERS_TIMEOUT: { code: 'ETIMEDOUT', event: 'response' },
  UND_ERR_SOCKET: { code: 'ECONNRESET' },
  UND_ERR_CLOSED: { code: 'ECONNRESET' },
  UND_ERR_DESTROYED: { code: 'ECONNRESET' },
  UND_ERR_ABORTED: { code: 'ECONNRESET' },
  UND_ERR_HEADERS_OVERFLOW: { code: 'HPE_HEADER_OVERFLOW' },
}

/** The code of an error of undici, in the words of `node:http`. Nothing else of it goes on: it may carry the request. */
export function codeOf(error: Error & { readonly code?: string; readonly errors?: readonly NodeJS.ErrnoException[] }): Coded {
  // An attempt at several addresses has one error for each.
  const code = error.code ?? error.errors?.[0]?.code ?? (error.name === 'HTTPParserError' ? 'HPE_INVALID' : '')
  return CODES[code] ?? { code }
}
