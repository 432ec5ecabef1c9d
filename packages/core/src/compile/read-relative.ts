import { readFile, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
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

/** The real path is compared, so that no link leads out of the folder. */
async function confined(location: string, folder: string): Promise<string> {
  const outside = new Error(`${location} is outside the folder that it must be in`)
  const named = path.resolve(folder, location)
  if (!isInside(named, folder)) throw outside
  const file = await realpath(named)
  if (!isInside(file, await realpath(folder))) throw outside
  return file
}

function isInside(file: string, folder: string): boolean {
  const relative = path.relative(folder, file)
  return relative !== '' && relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative)
}
