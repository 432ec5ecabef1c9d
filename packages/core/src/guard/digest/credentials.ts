/** What a client answered to a challenge (RFC 7616, section 3.4). */
export interface DigestCredentials {
  readonly username: string
  readonly realm: string
  readonly nonce: string
  readonly uri: string
  readonly response: string
  readonly algorithm: string
  readonly qop: string
  /** As it was sent, because it is part of what was hashed. */
  readonly nc: string
  readonly cnonce: string
}

const PARAMETER = /[\t ]*([!#$%&'*+.^_`|~\w-]+)[\t ]*=[\t ]*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))[\t ]*(?:,|$)/y

/** Reads what follows the word `Digest`. `undefined` for anything that is not a complete answer to a challenge of ours. */
export function parseCredentials(text: string): DigestCredentials | undefined {
  const parameters = parseParameters(text)
  if (parameters === undefined) return undefined
  const get = (name: string): string => parameters.get(name) ?? ''
  const username = parameters.has('username*') ? extendedText(get('username*')) : parameters.get('username')
  if (username === undefined || !/^[\da-f]{8}$/i.test(get('nc')) || get('cnonce') === '') return undefined
  return {
    username,
    realm: get('realm'),
    nonce: get('nonce'),
    uri: get('uri'),
    response: get('response').toLowerCase(),
    algorithm: parameters.get('algorithm') ?? 'MD5',
    qop: get('qop'),
    nc: get('nc'),
    cnonce: get('cnonce'),
  }
}

function parseParameters(text: string): ReadonlyMap<string, string> | undefined {
  const parameters = new Map<string, string>()
  PARAMETER.lastIndex = 0
  while (PARAMETER.lastIndex < text.length) {
    const match = PARAMETER.exec(text)
    if (match === null) return undefined
    const name = match[1]!.toLowerCase()
    // A name that comes twice could be read differently by whoever looks at it next.
    if (parameters.has(name)) return undefined
    parameters.set(name, match[2]?.replaceAll(/\\(.)/g, '$1') ?? match[3]!)
  }
  return parameters
}

/** `UTF-8''J%C3%A4son`, for names that a header cannot carry as they are (RFC 8187). */
function extendedText(text: string): string | undefined {
  const encoded = /^utf-8'[^']*'(.*)$/i.exec(text)?.[1]
  try {
    return encoded === undefined ? undefined : decodeURIComponent(encoded)
  } catch {
    return undefined
  }
}
