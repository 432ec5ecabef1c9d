import type { Stats } from 'node:fs'
import { type FileHandle, lstat } from 'node:fs/promises'
import { findInside, openTruePath } from '@naftiko/plugin-api'
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
    const found = await findInside(folder, segments)
    if (found === undefined || isHidden(found.segments)) return undefined
    const stats: Stats = await lstat(found.path)
    return stats.isFile() ? { path: found.path, size: stats.size, modified: stats.mtime } : undefined
  } catch {
    return undefined
  }
}

/** Opens it, unless it was replaced by a link since: then it rejects. */
export function openInside(file: InsideFile): Promise<FileHandle> {
  return openTruePath(file.path)
}
