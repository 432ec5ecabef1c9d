import { printable, widthOf } from './printable.ts'

const GAP = '  '

/** Rows as aligned columns, one line each. Ends of lines carry no spaces. */
export function table(rows: readonly (readonly string[])[], indent = ''): string {
  const clean = rows.map((row) => row.map(printable))
  const widths = clean.reduce<readonly number[]>(widen, [])
  return clean.map((row) => (indent + row.map((cell, column) => pad(cell, widths[column]!)).join(GAP)).trimEnd()).join('\n')
}

function widen(widths: readonly number[], row: readonly string[]): readonly number[] {
  const columns = Math.max(widths.length, row.length)
  return Array.from({ length: columns }, (_, column) => Math.max(widths[column] ?? 0, widthOf(row[column] ?? '')))
}

function pad(cell: string, width: number): string {
  return cell + ' '.repeat(width - widthOf(cell))
}
