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

/** Reads a source, up to `limit` bytes. */
export async function readSource(source: Source, limit: number): Promise<SourceText | UnreadableSource> {
  if (typeof source === 'object' && !(source instanceof URL)) {
    return { file: source.name ?? 'document.yaml', text: source.text, base: path.resolve(source.base ?? '.') }
  }
  const file = source instanceof URL ? fileURLToPath(source) : source
  try {
    const { size } = await stat(file)
    if (size > limit) {
      return { file, code: 'NAFTIKO_FILE_TOO_LARGE', reason: `${file} has ${size} bytes, and at most ${limit} are read` }
    }
    return { file, text: await readFile(file, 'utf8'), base: path.dirname(path.resolve(file)) }
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
