import type { JsonValue, MaybePromise } from '@naftiko/plugin-api'
import type { Mark, Page } from '../page.ts'

/** How one API names its pages. */
export interface Style {
  /** Nothing but their number of items says which page is the last. */
  readonly counts: boolean
  /** Where a call begins, with or without a value of the caller. Throws an `InputError` for a value that is none. */
  first(given: JsonValue | undefined): Mark
  /** Where the next page begins; nothing when this one says that it is the last. */
  next(page: Page, mark: Mark): MaybePromise<Mark | undefined>
  /** Where the rest of a page begins, after so many of its items. Absent where only whole pages can be asked for. */
  within?(page: Page, mark: Mark, taken: number): MaybePromise<Mark>
  /** Items before the end of this page, counted from the very first. */
  position?(page: Page, mark: Mark, size: number | undefined): number | undefined
  /** What a caller gives to begin at a mark. */
  valueOf(mark: Mark): string | number | undefined
}
