import { InputError, type JsonValue, type Mapping } from '@naftiko/plugin-api'
import { badPage } from '../failure.ts'
import type { Mark, Page } from '../page.ts'
import { markValue } from './mark-value.ts'
import type { Style } from './style.ts'

export interface CursorOptions {
  readonly parameter: string
  readonly operation: string
  readonly next: Mapping
}

/** Each page has a word that stands for the next one. */
export function cursorStyle({ parameter, operation, next }: CursorOptions): Style {
  return {
    counts: false,
    first: (given) => begin(given, parameter),
    next: async (page) => {
      const value = await next.apply(page.answer)
      if (isNone(value)) return undefined
      if (isWord(value)) return { kind: 'value', value }
      throw badPage(operation, page.number, 'has a cursor that is neither a text nor a number')
    },
    valueOf: markValue,
  }
}

/** The id of the last item stands for the next page. */
export function lastIdStyle({ parameter, operation, next }: CursorOptions): Style {
  const after = async ({ items, number }: Page, taken: number): Promise<Mark> => {
    const value = await next.apply(items[taken - 1] ?? null)
    if (!isNone(value) && isWord(value)) return { kind: 'value', value }
    throw badPage(operation, number, 'ends with an item that has no id, so the next page cannot be asked for')
  }
  return {
    counts: true,
    first: (given) => begin(given, parameter),
    next: (page) => after(page, page.items.length),
    within: (page, _, taken) => after(page, taken),
    valueOf: markValue,
  }
}

function begin(given: JsonValue | undefined, parameter: string): Mark {
  if (given === undefined || isNone(given)) return { kind: 'first' }
  if (isWord(given)) return { kind: 'value', value: given }
  throw new InputError(`"${parameter}" must be a text or a number`, { input: parameter })
}

/** APIs say in these ways that there is no next page. */
function isNone(value: JsonValue): boolean {
  return value === null || value === '' || value === false
}

function isWord(value: JsonValue): value is string | number {
  return typeof value === 'string' || typeof value === 'number'
}
