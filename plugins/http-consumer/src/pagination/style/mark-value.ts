import type { Mark } from '../page.ts'

/** The value of a mark that has one. */
export function markValue(mark: Mark): string | number | undefined {
  return mark.kind === 'value' ? mark.value : undefined
}
