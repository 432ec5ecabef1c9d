import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { findInside, isBelow } from '@naftiko/plugin-api'
import { pathOf } from '../document/location.ts'

export interface RelativeFile {
  /** The folder that relative locations start from. */
  readonly base: string
  /** The folder that the file must be in, whatever links lead to it. */
  readonly within?: string
  /** Bytes at most. */
  readonly limit: number
}

/** Reads a file that a document names. Rejects when it is too large, or outside the folder that it must be in. */
export async function readRelative(location: string, { base, within, limit }: RelativeFile): Promise<Uint8Array> {
  const file = within === undefined ? path.resolve(base, pathOf(location)) : await confined(location, path.resolve(base, pathOf(within)))
  const { size } = await stat(file)
  if (size > limit) throw new Error(`${location} has ${size} bytes, and at most ${limit} are read`)
  return readFile(file)
}

/** Refused by its text already, so that nobody learns what there is elsewhere; then by where its links lead. */
async function confined(location: string, folder: string): Promise<string> {
  const named = path.resolve(folder, location)
  const found = isBelow(named, folder) ? await findInside(folder, [path.relative(folder, named)]) : undefined
  if (found === undefined) throw new Error(`${location} is outside the folder that it must be in`)
  return found.path
}
