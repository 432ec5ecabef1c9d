import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { NaftikoError } from '@naftiko/plugin-api'
import { type Io, pathFrom } from '../io.ts'

/** Writes a file that nobody loses anything by: one that is there already stays, unless that is wanted. */
export async function writeNewFile(io: Io, file: string, content: string | Uint8Array, force: boolean): Promise<void> {
  const target = pathFrom(io, file)
  await mkdir(path.dirname(target), { recursive: true })
  try {
    await writeFile(target, content, { flag: force ? 'w' : 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new NaftikoError('NAFTIKO_OUTPUT_EXISTS', `${file} is there already; name another file, or pass --force to replace it`)
  }
}
