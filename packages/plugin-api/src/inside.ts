import { constants } from 'node:fs'
import { type FileHandle, open, realpath } from 'node:fs/promises'
import path from 'node:path'

/** Something that truly lies inside a folder, whatever links led to it. */
export interface Inside {
  /** Absolute, with every link followed. */
  readonly path: string
  /** The names along the true path, from the true folder down; never empty. */
  readonly segments: readonly string[]
}

/**
 * Follows every link to something below a folder; `undefined` when it lies elsewhere in truth, or is the folder itself.
 * Rejects with the error of the file system when something on the way is not there. The names may be anything: what
 * callers may ask for at all is for whoever asks.
 */
export async function findInside(folder: string, segments: readonly string[]): Promise<Inside | undefined> {
  const root = await realpath(folder)
  const found = await realpath(path.join(root, ...segments))
  return isBelow(found, root) ? { path: found, segments: path.relative(root, found).split(path.sep) } : undefined
}

/** Whether a path is below a folder, by their texts alone. */
export function isBelow(file: string, folder: string): boolean {
  const relative = path.relative(folder, file)
  return relative !== '' && relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative)
}

/** Opens the file at a true path; rejects when a link has taken its place meanwhile. Never waits for another end, as pipes would. */
export function openTruePath(file: string): Promise<FileHandle> {
  // Windows has no such flags, and needs a privilege to make links.
  return open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
}
