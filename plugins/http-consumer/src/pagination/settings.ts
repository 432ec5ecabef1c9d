import type { CompileContext, JsonValue, Mapping } from '@naftiko/plugin-api'
import { type Complain, checkPagination, DEFAULT_PARAMETERS, type Surroundings } from './check.ts'
import type { PaginationEntry } from './entry.ts'
import { compileItems, type ItemsOf } from './items.ts'
import { compileDelay, compileLimits } from './limits.ts'
import { compileStyle, type StyleOf } from './style/compile-style.ts'
import type { Route } from './walk.ts'

/** What an operation says about its pages, compiled. */
export interface Pagination extends Omit<Route, 'style' | 'begin' | 'isResumed'> {
  readonly style: StyleOf
  readonly itemsOf: ItemsOf
  readonly elsewhere: 'query' | 'body'
  readonly result: 'items' | 'report'
  readonly stream: boolean
  readonly expose: boolean
  /** Names of the parameters that lead from page to page. */
  readonly driven: readonly string[]
}

export interface PaginationSurroundings extends Surroundings {
  /** The constant or default that the document gives an input. */
  valueOf(name: string): JsonValue | undefined
}

/** Compiles `pagination`. Everything that cannot be meant is reported, and stops the document. */
export function compilePagination(entry: PaginationEntry, at: string, around: PaginationSurroundings, context: CompileContext): Pagination {
  const complain: Complain = (setting, message, hint) =>
    context.report({ code: 'NAFTIKO_PAGINATION_INVALID', message, hint, at: setting === '' ? at : `${at}/${setting}` })
  const complete = withSize(entry, around)
  checkPagination(complete, around, complain)
  reportGuess(entry, at, context)
  const expression = (name: 'until' | 'total'): Mapping | undefined =>
    entry[name] === undefined ? undefined : context.mapping([{ mapping: entry[name] }], `${at}/${name}`)
  const parameter = entry.parameter ?? DEFAULT_PARAMETERS[entry.style]
  return {
    style: compileStyle(entry, parameter, at, around, context),
    limits: compileLimits(entry, complain),
    delay: compileDelay(entry, complain),
    parameter,
    size: complete.size,
    sizeParameter: entry.sizeParameter,
    stopOnShort: entry.stopOnShort ?? true,
    until: expression('until'),
    total: expression('total'),
    itemsOf: compileItems(entry.items, `${at}/items`, context),
    elsewhere: entry.in ?? 'query',
    result: entry.result ?? 'items',
    stream: entry.stream === true,
    expose: entry.expose === true,
    driven: [parameter, entry.sizeParameter].filter((name) => name !== undefined),
  }
}

/** The size of pages may stand at the input that asks for it. */
function withSize(entry: PaginationEntry, { valueOf }: PaginationSurroundings): PaginationEntry {
  const declared = entry.sizeParameter === undefined ? undefined : Number(valueOf(entry.sizeParameter))
  return entry.size === undefined && declared !== undefined && Number.isSafeInteger(declared) && declared > 0
    ? { ...entry, size: declared }
    : entry
}

function reportGuess({ items }: PaginationEntry, at: string, context: CompileContext): void {
  if (items !== undefined) return
  context.report({
    severity: 'hint',
    code: 'NAFTIKO_PAGINATION_ITEMS',
    message: 'it is not said where the items of a page are: the page itself is taken if it is a list, else the only list in it',
    hint: 'add "items", such as items: $.data',
    at,
    key: true,
  })
}
