import type { JsonObject } from '@naftiko/plugin-api'
import { type Members, setMember } from '../text/set-member.ts'
import type { Element } from './find-tables.ts'
import { type Cell, gridOf, type Row } from './grid.ts'

/** The rows of a table by the names in its header, or `undefined` when there is nothing to name them by. */
export function tableRows(table: Element): readonly JsonObject[] | undefined {
  const rows = gridOf(table).filter((row) => row.cells.length > 0)
  if (rows.length > 0 && rows.every(isNamedAtItsSide)) return columnsOf(rows)
  const head = rows.filter((row) => row.head)
  const body = rows.filter((row) => !row.head)
  const names = head.length > 0 ? combined(head) : namesOf(body.shift())
  if (names.every((name) => name === '')) return undefined
  // Rows of nothing but headers repeat the head, or title what follows.
  return body.filter((row) => !row.cells.every((cell) => cell.header)).map((row) => named(names, row.cells))
}

/** A table that lists its names at the left side, as data sheets do. */
function isNamedAtItsSide({ head, cells: [first, ...rest] }: Row): boolean {
  return !head && first?.header === true && rest.length > 0 && rest.every((cell) => !cell.header)
}

function columnsOf(rows: readonly Row[]): readonly JsonObject[] {
  const names = rows.map((row) => row.cells[0]!.text)
  const width = Math.max(...rows.map((row) => row.cells.length))
  return Array.from({ length: width - 1 }, (_, index) =>
    named(
      names,
      rows.map((row) => row.cells[index + 1] ?? { text: '', header: false }),
    ),
  )
}

function namesOf(first: Row | undefined): readonly string[] {
  return first !== undefined && first.cells.some((cell) => cell.header) ? first.cells.map((cell) => cell.text) : []
}

/** The names of a head with several rows: what stands above a column, each text once. */
function combined(head: readonly Row[]): readonly string[] {
  const width = Math.max(...head.map((row) => row.cells.length))
  return Array.from({ length: width }, (_, column) => {
    const texts = head.map((row) => row.cells[column]?.text ?? '').filter((text) => text !== '')
    return [...new Set(texts)].join(' ')
  })
}

/** Missing cells are empty, and cells that have no name are left out. */
function named(names: readonly string[], cells: readonly Cell[]): JsonObject {
  const row: Members = {}
  for (const [index, name] of names.entries()) setMember(row, name, cells[index]?.text ?? '')
  return row
}
