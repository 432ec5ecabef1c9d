import type { PaginationEntry, StyleName } from './entry.ts'

/** Says what is wrong with one setting, and what to do. */
export type Complain = (setting: string, message: string, hint: string) => void

/** What is known of the operation around. */
export interface Surroundings {
  readonly method: string
  /** Names whose value the document gives itself, in inputs or in the query of the path. */
  isFixed(name: string): boolean
  /** Whether the credential is this query parameter. */
  isCredential(name: string): boolean
}

/** Styles whose next page can be told from the page before without looking into it. */
const COUNTING: ReadonlySet<StyleName> = new Set(['page', 'offset'])
/** Styles in which the page says whether there is another. */
const TELLING: ReadonlySet<StyleName> = new Set(['cursor', 'next-url', 'link-header'])
const ADDRESSES: ReadonlySet<StyleName> = new Set(['next-url', 'link-header'])

/** Complains about everything that cannot be meant. */
export function checkPagination(entry: PaginationEntry, around: Surroundings, complain: Complain): void {
  checkMethod(entry, around, complain)
  checkNext(entry, complain)
  checkParameters(entry, around, complain)
  checkStops(entry, complain)
}

function checkMethod({ style, in: place }: PaginationEntry, { method }: Surroundings, complain: Complain): void {
  if (place === 'body' && ADDRESSES.has(style))
    return complain('in', `in the style "${style}" the API says the whole address, so nothing goes into the body`, 'remove "in"')
  if (method === 'GET' && place === 'body') complain('in', 'a GET request has no body to put the parameter in', 'remove "in: body"')
  if (method === 'POST' && place !== 'body')
    complain(
      '',
      'only reading is repeated page by page, and a POST may do more',
      'for a search by POST, say "in: body" and which member of the body carries the place',
    )
  if (method !== 'GET' && method !== 'POST')
    complain('', `a ${method} request is not repeated page by page`, 'use it with GET, or with POST and "in: body"')
}

function checkNext({ style, next }: PaginationEntry, complain: Complain): void {
  if (next === undefined && (style === 'cursor' || style === 'next-url'))
    complain('', `the style "${style}" needs "next"`, 'say where the answer has it, such as next: $.meta.next')
  if (next !== undefined && (COUNTING.has(style) || style === 'link-header'))
    complain('next', `"next" has no meaning in the style "${style}"`, 'remove it, or choose the style cursor or next-url')
}

function checkParameters(entry: PaginationEntry, { isFixed, isCredential }: Surroundings, complain: Complain): void {
  const { style, parameter = DEFAULT_PARAMETERS[style], sizeParameter, size, expose } = entry
  if (style === 'last-id' && parameter === undefined)
    complain('', 'the style "last-id" needs "parameter"', 'say which parameter takes the id, such as parameter: starting_after')
  if (parameter !== undefined && isFixed(parameter))
    complain('parameter', `"${parameter}" has a constant value, so it cannot lead from page to page`, 'remove that value')
  for (const setting of ['parameter', 'sizeParameter'] as const) {
    const name = entry[setting]
    if (name !== undefined && isCredential(name)) complain(setting, `"${name}" is the credential of this API`, 'name another parameter')
  }
  if (sizeParameter !== undefined && sizeParameter === parameter)
    complain('sizeParameter', `"${sizeParameter}" cannot be both the place and the size of a page`, 'name two parameters')
  if (sizeParameter !== undefined && size === undefined && !isFixed(sizeParameter))
    complain('sizeParameter', `"sizeParameter" needs "size"`, 'say how many items a page should have, such as size: 100')
  if (expose === true && ADDRESSES.has(style) && parameter === undefined)
    complain('expose', 'callers cannot give an address', 'say with "parameter" which query parameter of that address they may give')
}

function checkStops({ style, size, sizeParameter, stopOnShort, start }: PaginationEntry, complain: Complain): void {
  if (start !== undefined && !COUNTING.has(style))
    complain('start', `"start" has no meaning in the style "${style}"`, 'remove it: the API knows its first page')
  if (stopOnShort !== undefined && TELLING.has(style))
    complain('stopOnShort', 'pages say themselves whether there is another, however many items they have', 'remove it')
  if (stopOnShort === true && size === undefined)
    complain('stopOnShort', 'nobody knows which page is short', 'say with "size" how many items a page has')
  if (size !== undefined && sizeParameter === undefined && TELLING.has(style))
    complain('size', '"size" has no effect here', 'say with "sizeParameter" how the API is asked for it')
}

/** What carries the place of a page where the document does not say it. */
export const DEFAULT_PARAMETERS: Readonly<Partial<Record<StyleName, string>>> = { page: 'page', offset: 'offset', cursor: 'cursor' }
