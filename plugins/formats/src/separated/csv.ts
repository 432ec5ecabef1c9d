import type { FormatPlugin } from '@naftiko/plugin-api'
import { format } from '../format.ts'
import { rowsOf } from './rows-of.ts'

/** `outputRawFormat: csv`. */
export function csvFormat(): FormatPlugin {
  return format({ type: 'csv', description: 'CSV with a header row', compile: () => (bytes) => rowsOf(bytes, ',') })
}
