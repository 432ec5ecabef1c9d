import type { Writable } from 'node:stream'
import type { Service } from '../protocol/service.ts'

/** What is known of the client at the end of a stream from the version of the document that served it before. */
export interface Known {
  /** That version. */
  readonly service: Service
  /** It introduced itself, so that it understands notifications it did not ask for. */
  readonly isIntroduced: boolean
  /** Resources of whose changes it wants to hear. */
  readonly uris: Set<string>
}

const known = new WeakMap<Writable, Known>()

/** What was left by the session before this one over the same stream, if there was one. */
export function takeKnown(output: Writable): Known | undefined {
  const before = known.get(output)
  known.delete(output)
  return before
}

export function leaveKnown(output: Writable, left: Known): void {
  known.set(output, left)
}
