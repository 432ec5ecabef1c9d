/** A duration as texts write it. */
export const DURATION: string = String.raw`^\d+(\.\d+)? ?(ms|s|m|h)?$`

const TEXT = new RegExp(DURATION)
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** The longest that a timer of the platform can wait; more would end at once. */
const LONGEST = 2_147_483_647

/** Whether a value has the form of a duration, whatever its length. */
export function isDuration(value: number | string): boolean {
  return TEXT.test(String(value).trim())
}

/** Milliseconds of `250`, `250ms`, `30s`, `15m` or `1h`; nothing when it is none of these, or no time at all. */
export function parseDuration(value: number | string): number | undefined {
  const match = TEXT.exec(String(value).trim())
  if (match === null) return undefined
  const milliseconds = Number.parseFloat(match[0]) * UNITS[match[2] ?? 'ms']!
  return milliseconds > 0 ? Math.min(milliseconds, LONGEST) : undefined
}
