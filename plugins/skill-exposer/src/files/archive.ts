import { Readable } from 'node:stream'
import { type InsideFile, openInside } from './inside.ts'
import { LIMITS } from './limits.ts'
import { type ListedFile, tooLarge } from './list.ts'

/** Throws when these files are too much for one archive. */
export function checkArchive(files: readonly ListedFile[]): void {
  const bytes = files.reduce((sum, file) => sum + file.size, 0)
  if (bytes > LIMITS.archiveBytes) throw tooLarge(`its files have ${bytes} bytes, and an archive takes at most ${LIMITS.archiveBytes}`)
}

/**
 * A zip archive of these files, made while it is read: one file is open at a time. Destroying the stream closes it. Files
 * that vanish meanwhile break it off, so that nobody takes a part for the whole.
 */
export async function archiveOf(files: readonly ListedFile[]): Promise<Readable> {
  const { ZipFile } = await import('yazl')
  const zip = new ZipFile()
  let current: Readable | undefined
  for (const file of files) {
    zip.addReadStreamLazy(file.name, { mtime: file.modified, mode: 0o100644 }, (give) => {
      contentOf(file).then(
        (content) => {
          current = content
          if (output.destroyed) content.destroy()
          give(null, content)
        },
        (error: Error) => output.destroy(error),
      )
    })
  }
  zip.end()
  const output = zip.outputStream as Readable
  zip.on('error', (error: Error) => output.destroy(error))
  output.once('close', () => current?.destroy())
  return output
}

/** The bytes that the file had when it was listed, at most. */
export async function contentOf(file: InsideFile): Promise<Readable> {
  const handle = await openInside(file)
  if (file.size > 0) return handle.createReadStream({ end: file.size - 1 })
  await handle.close()
  return Readable.from([])
}
