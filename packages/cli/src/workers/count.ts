import { availableParallelism } from 'node:os'
import { UsageError } from '../usage-error.ts'

/** More than this is a slip of the finger. */
const MOST = 256

/** How many workers `--workers` asks for: `auto` is one for each core that this process may use. */
export function readWorkers(text: string): number {
  if (text === 'auto') return availableParallelism()
  const count = Number(text)
  if (/^\d+$/.test(text) && count >= 1 && count <= MOST) return count
  throw new UsageError(`--workers needs a number from 1 to ${MOST}, or auto, not "${text}"`)
}
