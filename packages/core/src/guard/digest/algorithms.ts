import { createHash } from 'node:crypto'

/** A hash that digest authentication may use, under its name in challenges. */
export interface Algorithm {
  readonly name: string
  hash(text: string): string
}

const KNOWN: readonly (readonly [name: string, hash: string])[] = [
  ['SHA-256', 'sha256'],
  ['MD5', 'md5'],
]

/** What this Node can compute, best first: some builds have no MD5. */
export function algorithms(): readonly Algorithm[] {
  return KNOWN.flatMap(([name, id]) => {
    const hash = (text: string): string => createHash(id).update(text).digest('hex')
    try {
      hash('')
      return [{ name, hash }]
    } catch {
      return []
    }
  })
}
