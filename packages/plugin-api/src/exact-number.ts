/** Only texts with a long number can have one that is not exact, and most have none. */
const SUSPICIOUS = /\d{16}|[eE]\+?\d{3}/
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?<rest>\.\d+)?(?<power>[eE][+-]?\d+)?/g

/**
 * The first number of a JSON text that would be written back as another one: an integer of too many digits (ids often
 * are), or one beyond every limit. Whoever reads values of callers refuses it, because in silence it would be the id of
 * something else.
 */
export function inexactNumber(json: string): string | undefined {
  if (!SUSPICIOUS.test(json)) return undefined
  for (const { 0: token, groups } of json.matchAll(TOKEN)) {
    if (token.startsWith('"')) continue
    const integer = groups?.['rest'] === undefined && groups?.['power'] === undefined
    if (!Number.isFinite(Number(token)) || (integer && !isKept(token))) return token
  }
  return undefined
}

/** A number is kept if a double holds it, or if its digits come out again as they went in. */
function isKept(integer: string): boolean {
  const read = Number(integer)
  return String(read) === integer || BigInt(integer) === BigInt(read)
}
