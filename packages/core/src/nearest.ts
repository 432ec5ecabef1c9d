import { editDistance } from './edit-distance.ts'

/** The name among `names` that was probably meant, or nothing when none is close. */
export function nearest(name: string, names: Iterable<string>): string | undefined {
  const wanted = simplify(name)
  const limit = Math.max(1, Math.floor(wanted.length / 3))
  let best: { name: string; score: number } | undefined
  for (const candidate of names) {
    const other = simplify(candidate)
    // Of two letters a single slip leaves nothing to tell by.
    if (Math.min(wanted.length, other.length) < 3 && wanted !== other) continue
    const score = editDistance(wanted, other, limit)
    if (score <= limit && (best === undefined || score < best.score)) best = { name: candidate, score }
  }
  return best?.name
}

/** `did you mean "x"?`, ready to be a hint. */
export function didYouMean(name: string, names: Iterable<string>): string | undefined {
  const meant = nearest(name, names)
  return meant === undefined ? undefined : `did you mean "${meant}"?`
}

/** Case and separators are the commonest slips, so they count for nothing. */
function simplify(name: string): string {
  return name.toLowerCase().replaceAll(/[-_\s]/g, '')
}
