import type { CompileContext, Mapping } from '@naftiko/plugin-api'
import type { PaginationEntry, StyleName } from '../entry.ts'
import { linkHeaderStyle, nextUrlStyle } from './address.ts'
import { cursorStyle, lastIdStyle } from './cursor.ts'
import { offsetStyle, pageStyle } from './numbered.ts'
import type { Style } from './style.ts'

/** The style of one operation; it names that operation in its messages. */
export type StyleOf = (operation: string) => Style

interface Parts {
  readonly parameter: string | undefined
  readonly start: number | undefined
  readonly next: Mapping
  isCredential(name: string): boolean
}

type Compile = (parts: Parts, operation: string) => Style

/** Every style that is known. */
const STYLES: Readonly<Record<StyleName, Compile>> = {
  page: ({ parameter, start = 1 }) => pageStyle({ parameter: parameter!, start }),
  offset: ({ parameter, start = 0 }) => offsetStyle({ parameter: parameter!, start }),
  cursor: ({ parameter, next }, operation) => cursorStyle({ parameter: parameter!, next, operation }),
  'next-url': ({ next, ...rules }, operation) => nextUrlStyle(next, { ...rules, operation }),
  'link-header': (rules, operation) => linkHeaderStyle({ ...rules, operation }),
  'last-id': ({ parameter, next }, operation) => lastIdStyle({ parameter: parameter!, next, operation }),
}

export function compileStyle(
  entry: PaginationEntry,
  parameter: string | undefined,
  at: string,
  { isCredential }: Pick<Parts, 'isCredential'>,
  context: CompileContext,
): StyleOf {
  const next = context.mapping([{ mapping: entry.next ?? '$.id' }], `${at}/next`)
  const parts: Parts = { parameter, start: entry.start, next, isCredential }
  // A style that does not exist was found by the schema.
  const compile = Object.hasOwn(STYLES, entry.style) ? STYLES[entry.style] : STYLES.page
  return (operation) => compile(parts, operation)
}
