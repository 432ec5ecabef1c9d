import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Source } from '../public.ts'

/** A text and where it came from. */
export interface SourceText {
  /** As the user named it; diagnostics repeat it. */
  readonly file: string
  readonly text: string
  /** Absolute folder that file references of this document start from. */
  readonly base: string
}

/** Why a source could not be read. */
export interface UnreadableSource {
  readonly file: string
  readonly code: 'NAFTIKO_FILE_UNREADABLE' | 'NAFTIKO_FILE_TOO_LARGE'
  readonly reason: string
}

/** Reads a source, up to `limit` bytes. `name` is what findings call a file. */
export async function readSource(source: Source, limit: number, name?: string): Promise<SourceText | UnreadableSource> {
  if (typeof source === 'object' && !(source instanceof URL)) {
    return { file: source.name ?? 'document.yaml', text: source.text, base: path.resolve(source.base ?? '.') }
  }
  const location = source instanceof URL ? fileURLToPath(source) : source
  const file = name ?? location
  try {
    const { size } = await stat(location)
    if (size > limit) {
      return { file, code: 'NAFTIKO_FILE_TOO_LARGE', reason: `${file} has ${size} bytes, and at most ${limit} are read` }
    }
    return { file, text: await readFile(location, 'utf8'), base: path.dirname(path.resolve(location)) }
  } catch (error) {
    return { file, code: 'NAFTIKO_FILE_UNREADABLE', reason: reasonOf(error, file) }
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
}

function reasonOf(error: unknown, file: string): string {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason'
  return `cannot read ${file}: ${REASONS[code] ?? code}`
}
