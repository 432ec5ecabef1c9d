import type { Budget } from './compile-budget.ts'
import type { FoundList } from './find-list.ts'

/** The member of a truncated object that says so to programs. */
export const MARKER = '_truncated'

/** Which items of a list an answer holds. */
export interface Place {
  readonly list: readonly string[]
  readonly from: number
  /** The first item after those. */
  readonly end: number
  /** How many items follow. */
  readonly left: number
  readonly total: number
  /** What a client sends to get the rest. */
  readonly next?: { readonly argument: string; readonly value: string }
}

const LONGEST_NAME = 100

export function truncatedWords(place: Place): string {
  const { list, from, end, left, total } = place
  return `Truncated: items ${from + 1} to ${end} of ${total}${placeWords(list)} are shown, ${left} are left. ${nextWords(place, 'To get them')}`
}

export function skippedWords(bytes: number, budget: Budget, place: Place): string {
  const { list, end, total } = place
  const item = `Item ${end} of ${total}${placeWords(list)} has ${bytes} bytes, and an answer of this tool has ${budget.bytes} at most, so it cannot be shown.`
  return end === total ? `${item} It is the last one.` : `${item} ${nextWords(place, 'To go on after it')}`
}

export function tooLargeWords(bytes: number, budget: Budget): string {
  const where =
    budget.list === undefined ? 'there is no list in it from which items could be left out' : `there is no list${placeWords(budget.list)}`
  const what = bytes > budget.bytes ? `has ${bytes} bytes, and an answer of this tool has ${budget.bytes} at most` : 'cannot be continued'
  return `The answer ${what}; ${where}. Ask for less, if the tool has an argument for that.`
}

/** Even without a single item. */
export function besideTooLargeWords(bytes: number, budget: Budget, list: readonly string[]): string {
  return `What the answer holds beside the list${placeWords(list)} has ${bytes} bytes, and an answer of this tool has ${budget.bytes} at most. Ask for less, if the tool has an argument for that.`
}

export function ambiguousWords(lists: readonly FoundList[], bytes: number, budget: Budget): string {
  const names = shortened(lists.map(({ path }) => path.join('.')).join(', '))
  const most = Number.isFinite(budget.bytes) ? `${budget.bytes} bytes` : `${budget.items} items`
  return `The answer has ${bytes} bytes and more than fits into the ${most} of this tool, and it holds several lists (${names}): "list" in the budget of the tool must say which one is shortened. Ask for less, if the tool has an argument for that.`
}

/** A text is whole or not there. */
export function textTooLargeWords(bytes: number, budget: Budget): string {
  return `The answer is a text of ${bytes} bytes, and an answer of this tool has ${budget.bytes} at most; a text is never cut. Ask for less, if the tool has an argument for that.`
}

/** The upstream failed, and says so at length. */
export function errorTooLargeWords(message: string, bytes: number): string {
  return `${shortened(message)} (it explains this in ${bytes} bytes, which are more than an answer of this tool may have)`
}

function nextWords({ next }: Place, purpose: string): string {
  return next === undefined
    ? 'What is left cannot be had by this tool: calling it again would do again what it does.'
    : `${purpose}, call this tool again with the same arguments and "${next.argument}": "${next.value}".`
}

function placeWords(list: readonly string[]): string {
  return list.length === 0 ? '' : ` in "${shortened(list.join('.'))}"`
}

function shortened(text: string): string {
  return text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME)}…` : text
}
