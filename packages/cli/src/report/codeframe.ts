import type { Diagnostic } from '@naftiko/core'
import type { Paint } from './colour.ts'
import { printable, widthOf } from './printable.ts'

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

function cut(line: string, start: number, end: number): Parts {
  const short = line.length <= LONGEST_LINE
  const from = short || start <= BEFORE_CARET ? 0 : start - BEFORE_CARET
  const to = short ? line.length : Math.min(line.length, from + LONGEST_LINE)
  return {
    before: (from > 0 ? '…' : '') + clean(line.slice(from, start)),
    marked: clean(line.slice(start, Math.min(end, to))),
    after: clean(line.slice(Math.min(end, to), to)) + (to < line.length ? '…' : ''),
  }
}

/** A tab is as wide as the terminal likes, so carets could not be aligned below it. */
function clean(text: string): string {
  return printable(text.replaceAll('\t', '  '))
}
