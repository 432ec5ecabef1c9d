const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1000, ki: 1024, m: 1000 ** 2, mi: 1024 ** 2, g: 1000 ** 3, gi: 1024 ** 3 }

/** Bytes of a size such as `10MiB`, `512kB` or `1048576`; `undefined` when it is none. */
export function parseSize(size: number | string): number | undefined {
  if (typeof size === 'number') return Number.isSafeInteger(size) && size > 0 ? size : undefined
  const match = /^(\d+) *([kmg]i?)?b?$/i.exec(size.trim())
  const bytes = match === null ? 0 : Number(match[1]) * UNITS[(match[2] ?? '').toLowerCase()]!
  return bytes > 0 ? bytes : undefined
}
