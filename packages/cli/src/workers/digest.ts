import { createHash } from 'node:crypto'
import type { Snapshot } from '../run/snapshot.ts'

/** Tells two readings of the same documents apart. */
export function digestOf(snapshot: Snapshot): string {
  const hash = createHash('sha256')
  for (const [file, text] of [...snapshot].toSorted(([a], [b]) => (a < b ? -1 : 1))) hash.update(JSON.stringify([file, text ?? null]))
  return hash.digest('hex')
}
