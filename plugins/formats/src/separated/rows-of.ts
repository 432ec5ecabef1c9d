import type { CsvError } from 'csv-parse'
import type { JsonObject } from '@naftiko/plugin-api'
import { type Members, setMember } from '../text/set-member.ts'
import { textOf } from '../text/text-of.ts'

/** One line of the table: its cells, and where it ends. */
interface Line {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

/**
 * The rows below the header, each an object with the names of the header. A short row lacks its last members; a row
 * with more cells than the header names is an error, because nobody knows what they are.
 */
export async function rowsOf(bytes: Uint8Array, delimiter: string): Promise<readonly JsonObject[]> {
  const { parse } = await import('csv-parse/sync')
  const lines = explained(
    () =>
      parse(textOf(bytes, { legacy: true }), {
        delimiter,
        info: true,
        relax_column_count: true,
        relax_quotes: true,
        skip_empty_lines: true,
      }) as unknown as readonly Line[],
  )
  const [header, ...rows] = lines
  if (header === undefined) throw new Error('there is no header row')
  const names = header.record.map((name) => name.trim())
  return rows.map((row) => rowOf(row, names))
}

function rowOf({ record, info }: Line, names: readonly string[]): JsonObject {
  const surplus = record.slice(names.length)
  if (surplus.some((cell) => cell !== ''))
    throw new Error(`line ${info.lines} has ${record.length} cells, and the header names only ${names.length}`)
  const row: Members = {}
  // A name that the header has twice means its last column.
  for (const [index, name] of names.entries()) if (index < record.length) setMember(row, name, record[index]!)
  return row
}

function explained<T>(run: () => T): T {
  try {
    return run()
  } catch (error) {
    const { code, lines } = error as CsvError & { readonly lines?: number }
    if (code === 'CSV_QUOTE_NOT_CLOSED')
      throw new Error(`a quoted cell is not closed at the end of the text, on line ${lines}`, { cause: error })
    throw new Error(error instanceof Error ? error.message : String(error), { cause: error })
  }
}
