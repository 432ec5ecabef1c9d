import { isHeaderText, type JsonObject } from '@naftiko/plugin-api'
import type { Ending } from './walk.ts'

/** Headers that say how a list ended, where it is not all there is. */
export const ENDING_HEADERS: readonly string[] = ['naftiko-truncated', 'naftiko-next', 'naftiko-skip']

/** Longer cursors are said in reports only. */
const LONGEST_HEADER = 1024

/** What a report says besides the items. */
export function reportOf({ pages, reason, next, skip }: Ending): JsonObject {
  return {
    pages,
    truncated: reason !== undefined,
    reason: reason ?? null,
    next: next ?? null,
    ...(skip === undefined || skip === 0 ? {} : { skip }),
  }
}

/** The same, as headers; none when nothing was cut. */
export function endingHeaders({ reason, next, skip }: Ending): Record<string, string> {
  if (reason === undefined) return {}
  const value = next === undefined ? undefined : String(next)
  return {
    'naftiko-truncated': reason,
    ...(value === undefined || value.length > LONGEST_HEADER || !isHeaderText(value) ? {} : { 'naftiko-next': value }),
    ...(skip === undefined || skip === 0 ? {} : { 'naftiko-skip': String(skip) }),
  }
}
