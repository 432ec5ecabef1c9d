import { isTrue, pause, type InvocationError, type JsonValue, type Mapping, UnavailableError } from '@naftiko/plugin-api'
import type { Cap, Limits } from './limits.ts'
import type { Mark, Page } from './page.ts'
import { type Reading, readPage } from './read-page.ts'
import { createSeen } from './seen.ts'
import type { Style } from './style/style.ts'

/** How one call goes from page to page. */
export interface Route {
  readonly style: Style
  readonly limits: Limits
  readonly delay: number
  readonly parameter: string | undefined
  readonly size: number | undefined
  /** Parameter that asks for pages of that size. */
  readonly sizeParameter: string | undefined
  readonly stopOnShort: boolean
  readonly until: Mapping | undefined
  readonly total: Mapping | undefined
  /** Where the call begins, and whether the caller said so. */
  readonly begin: Mark
  readonly isResumed: boolean
}

/** How a call ended. */
export interface Ending {
  readonly pages: number
  /** The cap that ended it; absent when there was no more. */
  readonly reason?: Cap
  /** Where to go on, as a value of the parameter. */
  readonly next?: string | number
  /** Items at the beginning of that page which are among those given already. */
  readonly skip?: number
}

/** The items of a page, its size in bytes, and, with the last, how the call ended. */
export interface Stride {
  readonly items: readonly JsonValue[]
  readonly bytes: number
  readonly ending?: Ending
}

/** Asks for pages, each when the one before was taken. */
export interface Walk {
  /** The next page. Not to be called after the last. */
  next(): Promise<Stride>
}

export function startWalk(route: Route, reading: Reading): Walk {
  const { style, limits, delay } = route
  const { operation, signal } = reading.invocation
  const seen = createSeen(operation)
  let mark = route.begin
  let pages = 0
  let items = 0
  let bytes = 0

  const ended = (reason?: Cap, at?: Mark, skip?: number): Ending => {
    const next = at === undefined ? undefined : style.valueOf(at)
    return {
      pages,
      ...(reason === undefined ? {} : { reason }),
      ...(next === undefined ? {} : { next }),
      ...(skip === undefined ? {} : { skip }),
    }
  }

  /** The end in the middle of a page: where the API cannot begin there, it is said what is to be left out. */
  const endWithin = async (page: Page, taken: number): Promise<Ending> =>
    style.within === undefined || taken === 0 ? ended('maxItems', mark, taken) : ended('maxItems', await style.within(page, mark, taken))

  const capReached = (): Cap | undefined => {
    if (items >= limits.maxItems) return 'maxItems'
    if (pages >= limits.maxPages) return 'maxPages'
    if (bytes >= limits.maxBytes) return 'maxBytes'
    return reading.clock.left() <= delay ? 'maxTime' : undefined
  }

  const endAfter = async (page: Page): Promise<Ending | undefined> => {
    const next = (await isLast(page, mark, items, route)) ? undefined : await style.next(page, mark)
    if (next === undefined) return ended()
    seen.mark(next, page.number)
    const cap = capReached()
    if (cap !== undefined) return ended(cap, next)
    mark = next
    return undefined
  }

  return {
    async next() {
      if (pages > 0) await pause(delay, signal)
      const read = await readPage(pages + 1, askingFor(mark, route), limits.maxBytes - bytes, reading)
      if ('cut' in read) {
        if (pages === 0) throw withoutAnyPage(read.cut, operation, limits)
        return { items: [], bytes: 0, ending: ended(read.cut, mark) }
      }
      const { page } = read
      if (pages === 0) seen.mark(mark, 0)
      seen.page(page.items, page.number)
      pages += 1
      bytes += read.bytes
      const room = limits.maxItems - items
      if (page.items.length > room) return { items: page.items.slice(0, room), bytes: read.bytes, ending: await endWithin(page, room) }
      items += page.items.length
      const ending = await endAfter(page)
      return { items: page.items, bytes: read.bytes, ...(ending === undefined ? {} : { ending }) }
    },
  }
}

function askingFor(mark: Mark, { parameter, size, sizeParameter }: Route): Parameters<typeof readPage>[1] {
  const place = mark.kind === 'value' ? [[parameter!, mark.value] as const] : []
  const asked = sizeParameter !== undefined && size !== undefined ? [[sizeParameter, size] as const] : []
  return { values: [...place, ...asked], ...(mark.kind === 'address' ? { address: mark } : {}) }
}

/** Whether the page says by itself that it is the last, before anybody looks for a next one. */
async function isLast(page: Page, mark: Mark, items: number, route: Route): Promise<boolean> {
  const { style, size, until, total } = route
  if (style.counts && page.items.length === 0) return true
  if (until !== undefined && isTrue(await until.apply(page.answer))) return true
  const all = total === undefined ? undefined : countOf(await total.apply(page.answer))
  const position = route.isResumed ? style.position?.(page, mark, size) : items
  if (all !== undefined && position !== undefined) return position >= all
  return style.counts && route.stopOnShort && size !== undefined && page.items.length < size
}

function countOf(value: JsonValue): number | undefined {
  const count = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof count === 'number' && Number.isFinite(count) ? count : undefined
}

/** Nothing that could be given was read, so there is no result to cut. */
function withoutAnyPage(cap: Cap, operation: string, limits: Limits): InvocationError {
  return cap === 'maxTime'
    ? new UnavailableError('NAFTIKO_UPSTREAM_TIMEOUT', `the first page of ${operation} did not come within ${limits.maxTime} ms (maxTime)`)
    : new UnavailableError(
        'NAFTIKO_OUTCOME_TOO_LARGE',
        `the first page of ${operation} alone has more than ${limits.maxBytes} bytes (maxBytes)`,
      )
}
