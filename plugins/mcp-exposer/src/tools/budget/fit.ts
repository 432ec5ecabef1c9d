import { isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import type { JsonText } from '../../protocol/answers.ts'
import type { Budget } from './compile-budget.ts'
import { findLists, type FoundList, withItems } from './find-list.ts'
import { ambiguousWords, besideTooLargeWords, MARKER, type Place, skippedWords, tooLargeWords, truncatedWords } from './words.ts'

/** An answer that fits: the JSON, and what there is to say about what was left out. Or why there is none. */
export type Fitted =
  | { readonly json: JsonText; readonly isObject: boolean; readonly note?: string }
  /** Nothing fits, in words. */
  | { readonly refusal: string }

/** What continues the call at an item; `undefined` where calling again would do something again. */
export type ContinueAt = ((item: number) => NonNullable<Place['next']>) | undefined

/** Leaves out whole items from the end of the list until the rest fits, beginning at item `start`. Nothing is ever cut in two. */
export function fit(value: JsonValue, budget: Budget, start: number, continueAt: ContinueAt): Fitted {
  const lists = findLists(value, budget.list)
  const whole = JSON.stringify(value)
  const fitsWhole = lists.every(({ items }) => items.length <= budget.items) && Buffer.byteLength(whole) <= budget.bytes
  if (fitsWhole && start === 0) return { json: whole, isObject: isObject(value) }
  if (lists.length > 1) return { refusal: ambiguousWords(lists, Buffer.byteLength(whole), budget) }
  const [list] = lists
  if (list === undefined) return { refusal: tooLargeWords(Buffer.byteLength(whole), budget) }
  return fitList(value, list, budget, start, continueAt)
}

function fitList(value: JsonValue, list: FoundList, budget: Budget, start: number, continueAt: ContinueAt): Fitted {
  const total = list.items.length
  const from = Math.min(start, total)
  const placeOf = (end: number): Place => {
    const next = end < total ? continueAt?.(end) : undefined
    return { list: list.path, from, end, left: total - end, total, ...(next === undefined ? {} : { next }) }
  }
  const skeleton = byteLength(withItems(value, list.path, []))
  if (skeleton > budget.bytes) return { refusal: besideTooLargeWords(skeleton, budget, list.path) }
  const rest = measured(list.items, from, budget.bytes - skeleton, budget.items)
  if (rest === total) return page(value, list, from, total)
  // What says where it ends has the most digits at the end of the list.
  const words = measureWords(value, { ...placeOf(total - 1), from: total, end: total, left: total })
  const end = measured(list.items, from, budget.bytes - skeleton - words, budget.items)
  if (end > from) return page(value, list, from, end, placeOf(end))
  if (skeleton + words > budget.bytes) return { refusal: besideTooLargeWords(skeleton + words, budget, list.path) }
  return { refusal: skippedWords(byteLength(list.items[from]!), budget, placeOf(from + 1)) }
}

function page(value: JsonValue, list: FoundList, from: number, end: number, place?: Place): Fitted {
  const shown = withItems(value, list.path, list.items.slice(from, end))
  const json = JSON.stringify(place !== undefined && isMarkable(shown) ? { ...shown, [MARKER]: markerOf(place) } : shown)
  return { json, isObject: isObject(shown), ...(place === undefined ? {} : { note: truncatedWords(place) }) }
}

/** Where the answer is an object, programs find in it what models are told in words. A member of the upstream's is not hidden. */
function isMarkable(value: JsonValue): value is JsonObject {
  return isObject(value) && !Object.hasOwn(value, MARKER)
}

function markerOf({ from, end, left, total, next }: Place): JsonObject {
  return { shown: end - from, remaining: left, total, ...(next === undefined ? {} : { continue: next.value }) }
}

function measureWords(value: JsonValue, longest: Place): number {
  const marker = isMarkable(value) ? byteLength({ [MARKER]: { ...markerOf(longest), shown: longest.total } }) : 0
  return marker + Buffer.byteLength(truncatedWords(longest))
}

/** The end of the items that fit. */
function measured(items: readonly JsonValue[], from: number, bytes: number, most: number): number {
  let left = bytes
  let end = from
  while (end < items.length && end - from < most) {
    left -= byteLength(items[end]!) + (end === from ? 0 : 1)
    if (left < 0) break
    end += 1
  }
  return end
}

function byteLength(value: JsonValue): number {
  return Buffer.byteLength(JSON.stringify(value))
}
