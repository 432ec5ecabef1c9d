import { parseDuration, parseSize } from '@naftiko/plugin-api'
import type { PaginationEntry } from './entry.ts'
import type { Complain } from './check.ts'

/** Where one call ends at the latest. */
export interface Limits {
  readonly maxPages: number
  readonly maxItems: number
  readonly maxBytes: number
  /** Milliseconds. */
  readonly maxTime: number
}

/** Why a call ended although there was more: the setting that said so. */
export type Cap = keyof Limits

const DEFAULTS: Limits = { maxPages: 20, maxItems: 10_000, maxBytes: 64 * 1024 ** 2, maxTime: 120_000 }

/** Nobody can raise them above these. */
const HIGHEST: Limits = { maxPages: 10_000, maxItems: 1_000_000, maxBytes: 4 * 1024 ** 3, maxTime: 3_600_000 }

const LONGEST_DELAY = 60_000

const READERS: Readonly<Record<Cap, (value: number | string) => number | undefined>> = {
  maxPages: wholeNumber,
  maxItems: wholeNumber,
  maxBytes: parseSize,
  maxTime: parseDuration,
}

/** The caps of one operation. What is no such value, or above the highest, is complained about. */
export function compileLimits(entry: PaginationEntry, complain: Complain): Limits {
  const read = (cap: Cap): number => {
    const given = entry[cap]
    if (given === undefined) return DEFAULTS[cap]
    const value = READERS[cap](given)
    if (value === undefined) complain(cap, `"${given}" is no ${HINTS[cap].noun}`, HINTS[cap].hint)
    else if (value > HIGHEST[cap]) complain(cap, `"${cap}" is ${given}, which is more than any call may have`, HINTS[cap].most)
    return Math.min(value ?? DEFAULTS[cap], HIGHEST[cap])
  }
  return { maxPages: read('maxPages'), maxItems: read('maxItems'), maxBytes: read('maxBytes'), maxTime: read('maxTime') }
}

/** The pause between pages, in milliseconds. */
export function compileDelay({ delay }: PaginationEntry, complain: Complain): number {
  if (delay === undefined || Number(delay) === 0) return 0
  const value = parseDuration(delay)
  if (value === undefined || value > LONGEST_DELAY)
    complain('delay', `"${delay}" is no pause that pages can wait for`, 'write one up to 1m, such as 200ms')
  return Math.min(value ?? 0, LONGEST_DELAY)
}

const HINTS: Readonly<Record<Cap, { readonly noun: string; readonly hint: string; readonly most: string }>> = {
  maxPages: { noun: 'number of pages', hint: 'write a whole number', most: 'write at most 10000' },
  maxItems: { noun: 'number of items', hint: 'write a whole number', most: 'write at most 1000000' },
  maxBytes: { noun: 'size', hint: 'write bytes, or a text such as 64MiB', most: 'write at most 4GiB' },
  maxTime: { noun: 'time', hint: 'write milliseconds, or a text such as 90s', most: 'write at most 1h' },
}

function wholeNumber(value: number | string): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined
}
