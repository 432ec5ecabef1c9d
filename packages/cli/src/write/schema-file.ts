import path from 'node:path'
import type { Engine } from '@naftiko/core'
import { type Build, openEngine } from '../build.ts'
import type { Io } from '../io.ts'
import { writeNewFile } from './new-file.ts'

/** The name that the first line of new documents has. */
export const SCHEMA_FILE = 'naftiko.schema.json'

/** A file to keep and to compare, so it is indented wherever it goes. */
export function schemaText(engine: Engine): string {
  return `${JSON.stringify(engine.schema(), undefined, 2)}\n`
}

/**
 * Writes the schema beside a new document, so that editors find what its first line names. One that is there already
 * stays: it may know plugins that this build does not. Resolves to the file, if it was written.
 */
export async function writeSchemaBeside(io: Io, build: Build, document: string): Promise<string | undefined> {
  const file = path.join(path.dirname(document), SCHEMA_FILE)
  try {
    await writeNewFile(io, file, schemaText(await openEngine({ io, build, plugins: [] })), false)
    return file
  } catch (error) {
    if ((error as { readonly code?: string }).code === 'NAFTIKO_OUTPUT_EXISTS') return undefined
    throw error
  }
}
