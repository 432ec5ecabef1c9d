import { InputError, type JsonValue } from '@naftiko/plugin-api'
import type { Mark } from '../page.ts'
import { markValue } from './mark-value.ts'
import type { Style } from './style.ts'

interface Numbered {
  readonly parameter: string
  readonly start: number
}

/** Pages are asked for by their number. */
export function pageStyle({ parameter, start }: Numbered): Style {
  return {
    counts: true,
    first: (given) => begin(given, parameter, start),
    next: (_, mark) => at(numberOf(mark) + 1),
    position: ({ items }, mark, size) => (size === undefined ? undefined : (numberOf(mark) - start) * size + items.length),
    valueOf: markValue,
  }
}

/** Pages are asked for by the number of items before them. It grows by what came, so that an API which gives less than it was asked for skips nothing. */
export function offsetStyle({ parameter, start }: Numbered): Style {
  return {
    counts: true,
    first: (given) => begin(given, parameter, start),
    next: ({ items }, mark) => at(numberOf(mark) + items.length),
    within: (_, mark, taken) => at(numberOf(mark) + taken),
    position: ({ items }, mark) => numberOf(mark) - start + items.length,
    valueOf: markValue,
  }
}

function begin(given: JsonValue | undefined, parameter: string, start: number): Mark {
  if (given === undefined || given === null) return at(start)
  const value = typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new InputError(`"${parameter}" must be a whole number, from ${start} on`, { input: parameter })
  return at(value)
}

function at(value: number): Mark {
  return { kind: 'value', value }
}

function numberOf(mark: Mark): number {
  return Number(markValue(mark))
}
