const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Milliseconds of `250`, `250ms`, `30s`, `15m` or `1h`; nothing when it is none of these. */
export function parseDuration(value: number | string): number | undefined {
  if (typeof value === 'number') return value
  const match = /^(\d+(?:\.\d+)?) ?(ms|s|m|h)?$/.exec(value.trim())
  return match === null ? undefined : Number(match[1]) * UNITS[match[2] ?? 'ms']!
}
