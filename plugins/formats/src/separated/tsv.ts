import type { FormatPlugin } from '@naftiko/plugin-api'
import { format } from '../format.ts'
import { rowsOf } from './rows-of.ts'

/** `outputRawFormat: tsv`. */
export function tsvFormat(): FormatPlugin {
  return format({ type: 'tsv', description: 'TSV with a header row', compile: () => (bytes) => rowsOf(bytes, '\t') })
}
