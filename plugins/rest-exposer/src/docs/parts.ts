import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { PAGE_SCRIPT, pageOf } from './page.ts'

/** One thing that a browser asks for. */
export interface Part {
  readonly type: string
  readonly bytes: Buffer
  readonly etag: string
}

/** Finds a part by its name below the page; the page itself has none. */
export type FindPart = (name: string) => Promise<Part | undefined>

const SCRIPT = 'text/javascript; charset=utf-8'

/** Files of the package; the build puts them there. */
const FILES: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': SCRIPT,
  'swagger-ui-bundle.js.LICENSE.txt': 'text/plain; charset=utf-8',
  'favicon-32x32.png': 'image/png',
  LICENSE: 'text/plain; charset=utf-8',
  NOTICE: 'text/plain; charset=utf-8',
}
const FOLDER = new URL('../../dist/docs/files/', import.meta.url)

/** The parts of the page of one exposer. Files are read when somebody asks for them first, and kept. */
export function partsOf(title: string): FindPart {
  const known = new Map<string, Promise<Part>>([
    ['', Promise.resolve(partOf('text/html; charset=utf-8', Buffer.from(pageOf(title))))],
    ['page.js', Promise.resolve(partOf(SCRIPT, Buffer.from(PAGE_SCRIPT)))],
  ])
  return async (name) => {
    const found = known.get(name)
    if (found !== undefined || !Object.hasOwn(FILES, name)) return found
    const read = readFile(new URL(name, FOLDER)).then((bytes) => partOf(FILES[name]!, bytes))
    known.set(name, read)
    read.catch(() => known.delete(name))
    return read
  }
}

function partOf(type: string, bytes: Buffer): Part {
  return { type, bytes, etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"` }
}
