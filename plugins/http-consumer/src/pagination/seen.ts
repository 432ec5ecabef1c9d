import { createHash } from 'node:crypto'
import type { JsonValue } from '@naftiko/plugin-api'
import { endless } from './failure.ts'
import type { Mark } from './page.ts'

/** Notices pages that come again. Keeps digests only, so that its memory does not grow with the pages. */
export interface Seen {
  /** Throws for a page that is the same as the one before. */
  page(items: readonly JsonValue[], number: number): void
  /** Throws for a place where the call was before. */
  mark(mark: Mark, number: number): void
}

export function createSeen(operation: string): Seen {
  const marks = new Set<string>()
  let previous: string | undefined
  return {
    page: (items, number) => {
      const digest = items.length === 0 ? undefined : digestOf(JSON.stringify(items))
      if (digest !== undefined && digest === previous)
        throw endless(operation, number, `has the same items as page ${number - 1}: the API does not move on`)
      previous = digest
    },
    mark: (mark, number) => {
      if (mark.kind === 'first') return
      const digest = digestOf(mark.kind === 'value' ? `${typeof mark.value} ${mark.value}` : `${mark.path}?${mark.query.join('&')}`)
      if (marks.has(digest)) throw endless(operation, number, 'leads back to a page that was read before')
      marks.add(digest)
    },
  }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64')
}
