import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { Located } from '@naftiko/plugin-api'
import { pathOf } from './location.ts'

const ANOTHER_SCHEME = /^(?!file:)[a-z][a-z\d+.-]+:\/\//i

/** Where a location lies, starting from the folder of its document. Throws when it is no file. */
export async function locate(location: string, base: string): Promise<Located> {
  const found = path.resolve(base, fileOf(location))
  try {
    const stats = await stat(found)
    return { path: found, kind: stats.isDirectory() ? 'folder' : stats.isFile() ? 'file' : 'other' }
  } catch {
    // Nobody gets further with a path that may not be read than with one that is not there.
    return { path: found, kind: 'absent' }
  }
}

function fileOf(location: string): string {
  const refused = new Error(`"${location}" is no file of this machine`)
  if (ANOTHER_SCHEME.test(location) || location.includes('\0')) throw refused
  try {
    return pathOf(location)
  } catch (cause) {
    throw new Error(refused.message, { cause })
  }
}
