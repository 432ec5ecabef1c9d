import type { Diagnostic } from '@naftiko/core'
import type { FailedDocument } from '../load.ts'

/** What programs are told about a document that is not served. */
export interface FailedJson {
  readonly file: string
  readonly diagnostics: readonly Diagnostic[]
}

export function failedJson(failed: readonly FailedDocument[]): readonly FailedJson[] {
  return failed.map(({ file, diagnostics }) => ({ file, diagnostics }))
}
