import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { inside, isPlainName } from './open.ts'

/** A file below a folder. */
export interface FoundFile {
  /** Its path below the folder, with slashes. */
  readonly path: string
  readonly size: number
  /** Differs when the file was changed. */
  readonly version: string
}

/** Everything below a folder that may be served is listed, as long as it is no more than this. */
export const MOST_FILES = 5000
const DEEPEST = 20

/** The files below a folder, by path. Hidden ones and links that lead out are left out, and what cannot be read as well. */
export async function walk(folder: string): Promise<readonly FoundFile[]> {
  const found: FoundFile[] = []
  const visit = async (segments: readonly string[]): Promise<void> => {
    for (const entry of await entriesOf(path.join(folder, ...segments))) {
      if (found.length >= MOST_FILES) return
      const below = [...segments, entry.name]
      if (entry.isDirectory()) {
        if (below.length < DEEPEST) await visit(below)
        continue
      }
      const file = entry.isFile() || entry.isSymbolicLink() ? await fileAt(folder, below) : undefined
      if (file !== undefined) found.push(file)
    }
  }
  await visit([])
  return found
}

/** In an order of its own, so that lists are the same everywhere. */
async function entriesOf(folder: string) {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries.filter(({ name }) => isPlainName(name)).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  } catch {
    return []
  }
}

async function fileAt(folder: string, segments: readonly string[]): Promise<FoundFile | undefined> {
  const found = await inside(folder, segments)
  if (found === undefined) return undefined
  try {
    const stats = await stat(found)
    if (!stats.isFile()) return undefined
    return { path: segments.join('/'), size: stats.size, version: `${stats.mtimeMs} ${stats.size} ${stats.ino}` }
  } catch {
    return undefined
  }
}
