import { nearest } from '../nearest.ts'

/** The functions of JSONata 2. */
const KNOWN: readonly string[] =
  `abs append assert average base64decode base64encode boolean ceil clone contains count decodeUrl decodeUrlComponent distinct
  each encodeUrl encodeUrlComponent error eval exists filter floor formatBase formatInteger formatNumber fromMillis join keys
  length lookup lowercase map match max merge millis min not now number pad parseInteger power random reduce replace reverse
  round shuffle sift single sort split spread sqrt string substring substringAfter substringBefore sum toMillis trim type
  uppercase zip`.split(/\s+/)

/** A call of a function that is neither one of JSONata nor defined in the expression. */
export function unknownFunction(source: string): { readonly name: string; readonly offset: number; readonly meant?: string } | undefined {
  // Texts and regular expressions may have anything in them; offsets stay as they are.
  const code = source.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|\/\*[^]*?\*\//g, (text) => ' '.repeat(text.length))
  for (const { 1: name, index } of code.matchAll(/\$([A-Za-z]\w*)\s*\(/g)) {
    if (KNOWN.includes(name!) || new RegExp(String.raw`\$${name!}\s*(?::=|[,)])`).test(code)) continue
    const meant = nearest(name!, KNOWN)
    return { name: `$${name!}`, offset: index, ...(meant === undefined ? {} : { meant: `$${meant}` }) }
  }
  return undefined
}
