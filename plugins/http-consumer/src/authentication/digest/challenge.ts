/** What a server asks for, in one of possibly several ways that it offers. */
export interface Challenge {
  /** In lower case. */
  readonly scheme: string
  /** Names in lower case, values without their quotes. */
  readonly parameters: ReadonlyMap<string, string>
}

/** A quoted text, a word, or one of the characters between them. */
const TOKENS = /"((?:[^"\\]|\\.)*)"|([^\s",=]+=*(?=[\s,]|$)|[^\s",=]+)|([,=])/g

/**
 * Reads `WWW-Authenticate` (RFC 9110): commas separate both the parameters of a challenge and challenges. A word that a
 * word or the end of the challenge follows, and no `=`, begins the next one.
 */
export function parseChallenges(header: string): readonly Challenge[] {
  const tokens = [...header.matchAll(TOKENS)]
  const challenges: { scheme: string; parameters: Map<string, string> }[] = []
  for (let index = 0; index < tokens.length; index += 1) {
    const word = tokens[index]![2]
    if (word === undefined) continue
    if (tokens[index + 1]?.[3] === '=') {
      challenges.at(-1)?.parameters.set(word.toLowerCase(), textOf(tokens[index + 2]))
      index += 2
    } else challenges.push({ scheme: word.toLowerCase(), parameters: new Map() })
  }
  return challenges
}

/** Pairs of a header that has no scheme, such as `Authentication-Info`. */
export function parseParameters(header: string): Challenge['parameters'] {
  return parseChallenges(`x ${header}`)[0]!.parameters
}

function textOf(token: RegExpExecArray | undefined): string {
  return token?.[1]?.replaceAll(/\\(.)/g, '$1') ?? token?.[2] ?? ''
}
