import path from 'node:path'
import type { Diagnostic, Report } from '@naftiko/core'

/** The diagnostics of a document as its `.expected` file has them: place, the marked text, code, words. */
export function describeReport({ diagnostics, sources }: Report, file: string): string {
  return diagnostics.map((diagnostic) => describeOne(diagnostic, sources.get(diagnostic.file) ?? '', file)).join('\n')
}

function describeOne(diagnostic: Diagnostic, source: string, file: string): string {
  const { severity, code, line, column, message, hint } = diagnostic
  const where = diagnostic.file === file ? '' : ` of ${path.relative(path.dirname(file), diagnostic.file)}`
  const head = `${severity} ${code} at ${line}:${column}${where}, marking ${JSON.stringify(marked(diagnostic, source))}`
  const advice = hint === undefined ? '' : `\n  → ${hint}`
  return `${head}\n  ${message}${advice}\n`.replaceAll(path.dirname(file) + path.sep, '')
}

/** What is underlined; of several lines the first. */
function marked({ line, column, end }: Diagnostic, source: string): string {
  const text = source.split('\n')[line - 1] ?? ''
  return end.line === line ? text.slice(column - 1, end.column - 1) : `${text.slice(column - 1)}…`
}
