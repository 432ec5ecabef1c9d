import { cellText } from './cell-text.ts'
import type { Element } from './find-tables.ts'

/** One row as it is seen: a cell that spans several places stands in each of them. */
export interface Row {
  readonly cells: readonly Cell[]
  /** The row is in the head of the table. */
  readonly head: boolean
}

export interface Cell {
  readonly text: string
  /** It is a `th`. */
  readonly header: boolean
}

const MOST_COLUMNS = 1000
const MOST_CELLS = 2_000_000

/** The rows of a table itself, without those of tables in its cells. */
export function gridOf(table: Element): readonly Row[] {
  const rows: Row[] = []
  let cells = 0
  for (const group of childrenNamed(table, ['thead', 'tbody', 'tfoot'])) {
    // A span ends with the group of rows that it began in.
    const pending: Pending = new Map()
    for (const row of childrenNamed(group, ['tr'])) {
      const laid = layOut(row, pending)
      cells += laid.length
      if (cells > MOST_CELLS) throw new Error(`a table has more than ${MOST_CELLS} cells`)
      rows.push({ cells: laid, head: group.name === 'thead' })
    }
  }
  return rows
}

/** Column → a cell of an earlier row that still reaches down, and how far. */
type Pending = Map<number, { readonly cell: Cell; rows: number }>

function layOut(row: Element, pending: Pending): Cell[] {
  const laid: Cell[] = []
  const takePending = (): boolean => {
    const above = pending.get(laid.length)
    if (above === undefined) return false
    above.rows -= 1
    if (above.rows === 0) pending.delete(laid.length)
    laid.push(above.cell)
    return true
  }
  for (const element of childrenNamed(row, ['td', 'th'])) {
    while (takePending()) {}
    const cell = { text: cellText(element), header: element.name === 'th' }
    const down = spanOf(element, 'rowspan') - 1
    for (let across = spanOf(element, 'colspan'); across > 0 && laid.length < MOST_COLUMNS; across -= 1) {
      if (down > 0) pending.set(laid.length, { cell, rows: down })
      laid.push(cell)
    }
  }
  while (takePending()) {}
  return laid
}

function spanOf(element: Element, name: 'colspan' | 'rowspan'): number {
  const span = Number.parseInt(element.attribs[name] ?? '1', 10)
  // Zero rows mean: to the end of the group.
  if (span === 0 && name === 'rowspan') return Number.MAX_SAFE_INTEGER
  return span >= 1 ? Math.min(span, 65_534) : 1
}

function childrenNamed(element: Element, names: readonly string[]): readonly Element[] {
  return element.childNodes.filter((node): node is Element => 'name' in node && names.includes(node.name))
}
