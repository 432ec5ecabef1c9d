import type { Diagnostic } from '@naftiko/core'

const COUNTED: readonly (readonly [Diagnostic['severity'], string])[] = [
  ['error', 'error'],
  ['warning', 'warning'],
  ['hint', 'hint'],
]

/** `2 errors, 1 warning in 3 files`. */
export function summary(diagnostics: readonly Diagnostic[], files: number): string {
  const counts = COUNTED.map(([severity, word]) => [diagnostics.filter((one) => one.severity === severity).length, word] as const)
    .filter(([count]) => count > 0)
    .map(([count, word]) => plural(count, word))
  return `${counts.length === 0 ? 'no problems' : counts.join(', ')} in ${plural(files, 'file')}`
}

/** `1 file`, `2 files`. */
export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
