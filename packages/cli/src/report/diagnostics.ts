import type { Diagnostic } from '@naftiko/core'
import { codeFrame } from './codeframe.ts'
import type { Paint } from './colour.ts'
import { printable } from './printable.ts'

type Severity = Diagnostic['severity']

const COLOUR: Readonly<Record<Severity, (paint: Paint) => (text: string) => string>> = {
  error: (paint) => paint.red,
  warning: (paint) => paint.yellow,
  hint: (paint) => paint.blue,
}

/** Diagnostics for people: `file:line:column: error: message [CODE]`, the line of the source, what to do. */
export function prettyDiagnostics(diagnostics: readonly Diagnostic[], sources: ReadonlyMap<string, string>, paint: Paint): string {
  return diagnostics.map((diagnostic) => pretty(diagnostic, sources.get(diagnostic.file), paint)).join('\n')
}

function pretty(diagnostic: Diagnostic, source: string | undefined, paint: Paint): string {
  const { file, line, column, severity, message, code, hint } = diagnostic
  const place = paint.bold(`${printable(file)}:${line}:${column}:`)
  const head = `${place} ${COLOUR[severity](paint)(`${severity}:`)} ${printable(message)} ${paint.dim(`[${code}]`)}`
  const frame = source === undefined ? '' : codeFrame(diagnostic, source, paint)
  const advice = hint === undefined ? '' : `  ${paint.green('→')} ${printable(hint)}`
  return [head, frame, advice].filter((part) => part !== '').join('\n')
}

const COMMAND: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', hint: 'notice' }

/** Diagnostics as annotations that GitHub Actions shows beside the lines of a pull request. */
export function githubAnnotations(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(annotation).join('\n')
}

function annotation({ file, line, column, end, severity, message, code, hint }: Diagnostic): string {
  const place = [
    `file=${escapeProperty(file)}`,
    `line=${line}`,
    `col=${column}`,
    `endLine=${end.line}`,
    `endColumn=${end.column}`,
    `title=${escapeProperty(code)}`,
  ].join(',')
  return `::${COMMAND[severity]} ${place}::${escapeData(hint === undefined ? message : `${message}; ${hint}`)}`
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

/** The same finding once, even when two documents import the file that it is in. */
export function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const byKey = new Map(diagnostics.map((one) => [JSON.stringify([one.file, one.line, one.column, one.code, one.message]), one]))
  return [...byKey.values()]
}
