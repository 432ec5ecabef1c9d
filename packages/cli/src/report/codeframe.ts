import type { Diagnostic } from '@naftiko/core'
import type { Paint } from './colour.ts'
import { graphemesOf, printable, widthOf } from './printable.ts'

/** Longer lines are shown in part, around the place that is meant. */
const LONGEST_LINE = 140
const BEFORE_CARET = 60

/** The line of the source, and a line that underlines the place; empty when the place is not in the text. */
export function codeFrame(diagnostic: Diagnostic, source: string, paint: Paint): string {
  const line = source.split(/\r?\n/)[diagnostic.line - 1]
  if (line === undefined || line.trim() === '') return ''
  const { before, marked, after } = cut(line, diagnostic.column - 1, lastColumn(diagnostic, line))
  const gutter = String(diagnostic.line)
  const blank = ' '.repeat(gutter.length)
  const caret = ' '.repeat(widthOf(before)) + paint.red('^'.repeat(Math.max(1, widthOf(marked))))
  return `  ${paint.dim(`${gutter} |`)} ${before}${marked}${after}\n  ${paint.dim(`${blank} |`)} ${caret}`
}

/** What spans several lines is underlined to the end of the first. */
function lastColumn({ end, line, column }: Diagnostic, text: string): number {
  const last = end.line === line ? end.column - 1 : text.trimEnd().length
  return Math.max(column, Math.min(last, text.length))
}

interface Parts {
  readonly before: string
  readonly marked: string
  readonly after: string
}

/** The line in three parts; characters are never cut in two, and what is left out is measured in columns of the terminal. */
function cut(line: string, start: number, end: number): Parts {
  const [before, marked, after] = split(line, start, end)
  if (widthOf([...before, ...marked, ...after].join('')) <= LONGEST_LINE)
    return { before: before.join(''), marked: marked.join(''), after: after.join('') }
  const shownBefore = fitting(before.toReversed(), BEFORE_CARET).toReversed()
  const shownMarked = fitting(marked, LONGEST_LINE - widthOf(shownBefore.join('')))
  const left = LONGEST_LINE - widthOf([...shownBefore, ...shownMarked].join(''))
  const shownAfter = shownMarked.length < marked.length ? [] : fitting(after, left)
  const isWhole = shownMarked.length === marked.length && shownAfter.length === after.length
  return {
    before: (shownBefore.length < before.length ? '…' : '') + shownBefore.join(''),
    marked: shownMarked.join(''),
    after: shownAfter.join('') + (isWhole ? '' : '…'),
  }
}

/** Characters before, in and after the place, ready for a terminal. One that the place touches is in it. */
function split(line: string, start: number, end: number): readonly [string[], string[], string[]] {
  const parts: [string[], string[], string[]] = [[], [], []]
  let at = 0
  for (const character of graphemesOf(line)) {
    const next = at + character.length
    parts[next <= start ? 0 : at < end || at <= start ? 1 : 2].push(clean(character))
    at = next
  }
  return parts
}

/** As many of the first characters as fit into so many columns. */
function fitting(characters: readonly string[], columns: number): readonly string[] {
  let left = columns
  const tooMuch = characters.findIndex((character) => (left -= widthOf(character)) < 0)
  return tooMuch === -1 ? characters : characters.slice(0, tooMuch)
}

/** A tab is as wide as the terminal likes, so carets could not be aligned below it. */
function clean(text: string): string {
  return printable(text.replaceAll('\t', '  '))
}
