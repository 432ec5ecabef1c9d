/** The query without the pairs that `isRefused` names; nothing when none is left. What stays, stays byte for byte. */
export function withoutPairs(query: string, isRefused: (name: string) => boolean): string | undefined {
  const pairs = query.split('&')
  const kept = pairs.filter((pair) => !isRefused(pairName(pair)))
  if (kept.length === pairs.length) return query
  return kept.length === 0 ? undefined : kept.join('&')
}

/** The names of a query's pairs, decoded. */
export function pairNames(query: string): readonly string[] {
  return query.split('&').map(pairName)
}

function pairName(pair: string): string {
  const name = pair.split('=', 1)[0]!.replaceAll('+', ' ')
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
