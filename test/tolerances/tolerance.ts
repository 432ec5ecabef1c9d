import { document, type Parts } from './document.ts'
import type { ObserveOptions } from './observe.ts'

/** One thing that documents do and no published schema knows. */
export interface Tolerance {
  readonly title: string
  readonly document: string
  readonly calls: readonly string[]
  /** What reaches the upstream, call by call. */
  readonly sends: readonly string[]
  /** What is reported. Nothing where the engine documents the form itself. */
  readonly reports: readonly string[]
  /** Beginnings of the answers; by default they are successes. */
  readonly answers?: readonly string[]
  readonly options?: ObserveOptions
}

/** The same, short enough to stand in a table. A text is a whole document. */
export type Row = readonly [
  title: string,
  parts: Parts | string,
  calls: string | readonly string[],
  sends: string | readonly string[],
  reports?: readonly string[],
  more?: ObserveOptions & { readonly answers?: readonly string[] },
]

/** The tolerances of one rule. */
export function rows(rule: string, list: readonly Row[]): readonly Tolerance[] {
  return list.map(([title, parts, calls, sends, reports = [], { answers, ...options } = {}]) => ({
    title: `${rule}: ${title}`,
    document: typeof parts === 'string' ? parts : document(parts),
    calls: [calls].flat(),
    sends: [sends].flat(),
    reports,
    ...(answers === undefined ? {} : { answers }),
    options,
  }))
}
