import { type FileHandle, realpath } from 'node:fs/promises'
import { findInside, openTruePath } from '@naftiko/plugin-api'

/** A file that is larger than may be sent. */
export class FileTooLarge extends Error {
  readonly size: number

  constructor(size: number) {
    super(`the file has ${size} bytes`)
    this.name = 'FileTooLarge'
    this.size = size
  }
}

/**
 * The bytes of a file below a folder, or `undefined` when there is none, it may not be read, or it lies elsewhere in
 * truth: links are followed, and must not lead out. Rejects with `FileTooLarge`.
 */
export async function readInside(folder: string, segments: readonly string[], limit: number): Promise<Buffer | undefined> {
  const found = await inside(folder, segments)
  return found === undefined ? undefined : readWhole(found, limit)
}

/**
 * The true path of something below a folder; `undefined` when it is not there, hidden or outside. A link to something
 * hidden in the same folder is followed: mounted configuration is made of such links.
 */
export async function inside(folder: string, segments: readonly string[]): Promise<string | undefined> {
  if (!segments.every(isPlainName)) return undefined
  try {
    return (await findInside(folder, segments))?.path
  } catch {
    return undefined
  }
}

/** Names with a leading dot are for programs of their own, such as `.git` and `.env`, and never served. */
export function isPlainName(name: string): boolean {
  return name !== '' && !name.startsWith('.') && !/[/\\\0]/.test(name)
}

/** The bytes of a file that the document names itself, wherever its links lead. */
export async function readNamed(file: string, limit: number): Promise<Buffer | undefined> {
  try {
    return await readWhole(await realpath(file), limit)
  } catch (error) {
    if (error instanceof FileTooLarge) throw error
    return undefined
  }
}

/** The file at a true path. A link that took its place meanwhile is not followed. */
async function readWhole(file: string, limit: number): Promise<Buffer | undefined> {
  let handle: FileHandle
  try {
    handle = await openTruePath(file)
  } catch {
    return undefined
  }
  try {
    const stats = await handle.stat()
    if (!stats.isFile()) return undefined
    if (stats.size > limit) throw new FileTooLarge(stats.size)
    return await readUpTo(handle, limit)
  } finally {
    await handle.close()
  }
}

/** The size of a file is what it was a moment ago; it may have grown since. */
async function readUpTo(handle: FileHandle, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of handle.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) throw new FileTooLarge(size)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size)
}
