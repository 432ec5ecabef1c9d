import type { LinkContext } from '@naftiko/plugin-api'
import { ERROR, ProtocolError } from '../protocol/protocol-error.ts'
import { FileTooLarge, readNamed } from '../resources/files/open.ts'

/** A file that the document names. */
export interface DeclaredFile {
  readonly path: string
  /** Its bytes as they are now. Rejects with a `ProtocolError` that names it as the document does. */
  read(): Promise<Buffer>
}

/**
 * Looks for a file, and tells the author when it is not there. It is read each time it is needed, so that it can be
 * edited while the server runs.
 */
export async function declaredFile(location: string, at: string, context: LinkContext, limit: number): Promise<DeclaredFile | undefined> {
  const report = (message: string): undefined => void context.report({ severity: 'warning', code: 'NAFTIKO_CONTENT_LOCATION', message, at })
  try {
    const { path, kind } = await context.locate(location)
    if (kind !== 'file') report(`there is no file at "${location}", so what is made of it fails until there is one`)
    return { path, read: () => readDeclared(location, path, limit) }
  } catch (error) {
    return report(error instanceof Error ? error.message : String(error))
  }
}

async function readDeclared(location: string, path: string, limit: number): Promise<Buffer> {
  const unreadable = (reason: string): ProtocolError => new ProtocolError(ERROR.internal, `the file "${location}" ${reason}`)
  try {
    const bytes = await readNamed(path, limit)
    if (bytes !== undefined) return bytes
  } catch (error) {
    if (!(error instanceof FileTooLarge)) throw error
    throw unreadable(`has ${error.size} bytes, and at most ${limit} are sent`)
  }
  throw unreadable('cannot be read')
}
