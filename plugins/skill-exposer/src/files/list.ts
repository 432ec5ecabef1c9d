import { readdir, realpath } from 'node:fs/promises'
import path from 'node:path'
import { InvocationError } from '@naftiko/plugin-api'
import { insideOf, type InsideFile } from './inside.ts'
import { LIMITS } from './limits.ts'

/** A file of a skill, under the path that callers use. */
export interface ListedFile extends InsideFile {
  /** Relative to the folder, with slashes. */
  readonly name: string
}

/** Every file below a folder, sorted, or nothing when the folder is not there. Hidden ones and linked folders are left out. */
export async function listFiles(folder: string): Promise<readonly ListedFile[] | undefined> {
  const root = await realpath(folder).catch(() => undefined)
  if (root === undefined) return undefined
  const found: ListedFile[] = []
  const rest: (readonly string[])[] = [[]]
  for (let segments = rest.pop(); segments !== undefined; segments = rest.pop()) {
    const entries = await readdir(path.join(root, ...segments), { withFileTypes: true }).catch(() => undefined)
    if (entries === undefined && segments.length === 0) return undefined
    for (const entry of entries ?? []) {
      if (entry.name.startsWith('.') || entry.name.includes('\\')) continue
      const own = [...segments, entry.name]
      if (entry.isDirectory() && own.length < LIMITS.depth) rest.push(own)
      if (!entry.isFile() && !entry.isSymbolicLink()) continue
      const file = await insideOf(root, own)
      if (file !== undefined) found.push({ name: own.join('/'), ...file })
      if (found.length > LIMITS.files) throw tooLarge(`it has more than ${LIMITS.files} files`)
    }
  }
  return found.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** What its author must hear of: a skill is a handful of pages. */
export function tooLarge(reason: string): InvocationError {
  return new InvocationError(
    'engine',
    500,
    'NAFTIKO_SKILL_TOO_LARGE',
    `the skill cannot be served: ${reason}; give it a location of its own`,
  )
}
