import { constants, type Stats } from 'node:fs'
import { type FileHandle, lstat, open, realpath } from 'node:fs/promises'
import path from 'node:path'
import { isHidden } from './segments.ts'

/** A file that lies inside its folder, whatever links led to it. */
export interface InsideFile {
  /** With every link followed. */
  readonly path: string
  readonly size: number
  readonly modified: Date
}

/**
 * Follows every link and gives the file only when it still lies inside the folder and nothing on the way is hidden.
 * Whatever else there is (a folder, a device, nothing) is as good as absent.
 */
export async function insideOf(folder: string, segments: readonly string[]): Promise<InsideFile | undefined> {
  if (isHidden(segments)) return undefined
  try {
    const root = await realpath(folder)
    const file = await realpath(path.join(root, ...segments))
    const within = path.relative(root, file)
    if (within === '' || path.isAbsolute(within) || isHidden(within.split(path.sep))) return undefined
    const stats: Stats = await lstat(file)
    return stats.isFile() ? { path: file, size: stats.size, modified: stats.mtime } : undefined
  } catch {
    return undefined
  }
}

/** Opens it, unless it was replaced by a link since: then it rejects. */
export function openInside(file: InsideFile): Promise<FileHandle> {
  // Windows has no such flag, and needs a privilege to make links.
  return open(file.path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
}
