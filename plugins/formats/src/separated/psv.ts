import type { FormatPlugin } from '@naftiko/plugin-api'
import { format } from '../format.ts'
import { rowsOf } from './rows-of.ts'

/** `outputRawFormat: psv`. */
export function psvFormat(): FormatPlugin {
  return format({ type: 'psv', description: 'PSV with a header row', compile: () => (bytes) => rowsOf(bytes, '|') })
}
