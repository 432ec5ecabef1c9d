import { type LinkContext, parseSize } from '@naftiko/plugin-api'
import type { BudgetEntry } from '../../entry/budget-entry.ts'

/** How much an answer may hold. */
export interface Budget {
  readonly items: number
  /** Bytes of the text that a model reads. */
  readonly bytes: number
  /** Names that lead to the list; absent where it is the only one. */
  readonly list?: readonly string[]
}

/** Less would not hold the sentences that say what is left out. */
const LEAST_BYTES = 1000

/** What an entry says, or an exposer for all of its tools: `false` is no budget. */
export type BudgetSetting = BudgetEntry | boolean | undefined

/** The budget of a tool: what it says itself, and what the exposer says for all. `undefined` where nothing is limited. */
export function compileBudget(
  own: BudgetSetting,
  shared: Budget | undefined,
  at: string,
  report: LinkContext['report'],
): Budget | undefined {
  if (own === false) return undefined
  if (own === undefined || own === true) return shared
  const bytes = own.bytes === undefined ? shared?.bytes : bytesOf(own.bytes, `${at}/bytes`, report)
  const list = own.list === undefined ? shared?.list : pathOf(own.list)
  const items = own.items ?? shared?.items
  if (items === undefined && bytes === undefined) return undefined
  return {
    items: items ?? Number.POSITIVE_INFINITY,
    bytes: bytes ?? Number.POSITIVE_INFINITY,
    ...(list === undefined ? {} : { list }),
  }
}

function bytesOf(written: number | string, at: string, report: LinkContext['report']): number | undefined {
  const bytes = parseSize(written)
  if (bytes === undefined)
    report({
      code: 'NAFTIKO_SIZE_INVALID',
      message: `"${written}" is not a size`,
      hint: 'write a number of bytes, or a text such as 40kB',
      at,
    })
  else if (bytes < LEAST_BYTES)
    report({
      code: 'NAFTIKO_SIZE_INVALID',
      message: `a budget of ${bytes} bytes cannot be met: the words that say what is left out need more`,
      hint: `give it ${LEAST_BYTES} bytes at least, or limit "items"`,
      at,
    })
  return bytes
}

/** `data.models`, `$.data.models` and `$` are ways to write it. */
function pathOf(written: string): readonly string[] {
  return written
    .trim()
    .replace(/^\$\.?/, '')
    .split('.')
    .filter((name) => name !== '')
}
