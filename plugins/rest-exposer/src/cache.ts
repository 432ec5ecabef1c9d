import { createHash } from 'node:crypto'
import type { StreamOutcome } from '@naftiko/plugin-api'

/** What a request says about the answer that its caller has already. Only routes of cacheable functions look at it. */
export interface Revalidation {
  /** The header `If-None-Match`. */
  readonly known: string | undefined
}

/** The caller may keep the answer and must ask whether it is still true: the answer can depend on who asks, and change at any time. */
export const CACHE_CONTROL = 'private, no-cache'

/** Bytes of a streamed answer that are held back for its tag. */
const LARGEST = 1024 * 1024

/** A tag that is the same for the same bytes, whichever process made them. */
export function tagOf(bytes: string | Uint8Array): string {
  return `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`
}

/** Whether the caller has the answer of this tag (RFC 9110, 13.1.2; weak tags are as good as strong ones here). */
export function isKnown({ known }: Revalidation, tag: string): boolean {
  if (known === undefined) return false
  if (known.trim() === '*') return true
  const opaque = tag.replace(/^W\//, '')
  return [...known.matchAll(/(?:W\/)?("[^"]*")/g)].some((match) => match[1] === opaque)
}

/** The tag of a streamed answer, and the answer itself: the upstream's own tag, else one of the bytes as far as they are few. */
export async function tagged(outcome: StreamOutcome): Promise<{ readonly tag?: string; readonly chunks: AsyncIterable<Uint8Array> }> {
  const own = outcome.metadata.headers?.['etag']
  if (typeof own === 'string') return { tag: own, chunks: outcome.chunks }
  const iterator = outcome.chunks[Symbol.asyncIterator]()
  const read: Uint8Array[] = []
  for (let size = 0; size <= LARGEST;) {
    const next = await iterator.next()
    if (next.done === true) return { tag: tagOf(Buffer.concat(read)), chunks: continued(read) }
    read.push(next.value)
    size += next.value.length
  }
  return { chunks: continued(read, iterator) }
}

/** What was read already, and then the rest. No generator: one that was never begun could not let the rest go. */
function continued(read: readonly Uint8Array[], rest?: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  let next = 0
  const iterator: AsyncIterator<Uint8Array> = {
    next: async () => {
      const piece = read[next]
      next += 1
      return piece === undefined ? ((await rest?.next()) ?? { done: true, value: undefined }) : { done: false, value: piece }
    },
    return: async () => {
      await rest?.return?.()
      return { done: true, value: undefined }
    },
  }
  return { [Symbol.asyncIterator]: () => iterator }
}
