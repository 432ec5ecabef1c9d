import type { Diagnostic } from '@naftiko/plugin-api'
import type { Mend } from './mend.ts'

/** What was found, and the slips of the pen among it. */
export interface Found {
  readonly diagnostics: readonly Diagnostic[]
  readonly mends: readonly Mend[]
}

/** A slip may hide others, and those again; after this many times whatever is left is told as it is. */
const ROUNDS = 5

/**
 * The slips of a document, and what else is wrong with it: everything that is still there when they are mended. Where all
 * errors follow from slips that are only warnings themselves, these are the errors.
 */
export async function besidesSlips(first: Found, again: (mends: readonly Mend[]) => Promise<Found>): Promise<readonly Diagnostic[]> {
  const slips = new Map<string, Diagnostic>()
  const mends = new Map<string, Mend>()
  let found = first
  for (let round = 0; round < ROUNDS; round++) {
    const known = mends.size
    for (const mend of found.mends) mends.set(JSON.stringify([mend.file, mend.pointer, mend.key]), mend)
    for (const diagnostic of found.diagnostics.filter(isSlip)) slips.set(keyOf(diagnostic), diagnostic)
    if (mends.size === known) break
    found = await again([...mends.values()])
  }
  const all = [...slips.values(), ...found.diagnostics.filter((diagnostic) => !slips.has(keyOf(diagnostic)))]
  const told =
    isBroken(first.diagnostics) && !isBroken(all) ? all.map((one) => (isSlip(one) ? { ...one, severity: 'error' as const } : one)) : all
  return told.toSorted(byPlace(first.diagnostics.map(({ file }) => file)))
}

function isSlip({ meant }: Diagnostic): boolean {
  return meant !== undefined
}

function isBroken(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error')
}

function keyOf({ file, line, column, code }: Diagnostic): string {
  return JSON.stringify([file, line, column, code])
}

/** The files in their order, and each by its lines. */
function byPlace(files: readonly string[]): (a: Diagnostic, b: Diagnostic) => number {
  const rank = (file: string): number => (files.includes(file) ? files.indexOf(file) : files.length)
  return (a, b) => rank(a.file) - rank(b.file) || a.line - b.line || a.column - b.column
}
