import type { References } from '../read/references.ts'

/** Which way the described value goes: what the API fills in itself is no part of a request, and secrets are none of an answer. */
export type Direction = 'request' | 'answer'

/** Where a conversion stands. */
export interface Walk {
  readonly references: References
  readonly direction: Direction
  readonly trail: ReadonlySet<string>
  readonly depth: number
  /** How many more schemas may be written out: shared parts are repeated wherever they are used, and may grow without end. */
  readonly budget: { left: number }
}

const DEEPEST = 8

/** A conversion that writes out at most so many schemas. */
export function startWalk(references: References, direction: Direction, schemas: number): Walk {
  return { references, direction, trail: new Set(), depth: 0, budget: { left: schemas } }
}

/** One level down; `undefined` when it goes on too long to be of use to anybody. */
export function deeper(walk: Walk): Walk | undefined {
  if (walk.depth >= DEEPEST || walk.budget.left <= 0) return undefined
  walk.budget.left -= 1
  return { ...walk, depth: walk.depth + 1 }
}
