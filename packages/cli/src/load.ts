import type { Capability, Diagnostic, DocumentError, Engine } from '@naftiko/core'
import { NaftikoError } from '@naftiko/plugin-api'
import type { FoundDocuments } from './documents.ts'

/** A document that cannot be used, with the texts that its diagnostics point into. */
export interface FailedDocument {
  readonly file: string
  readonly diagnostics: readonly Diagnostic[]
  readonly sources: ReadonlyMap<string, string>
}

export interface LoadedDocuments {
  readonly capabilities: readonly Capability[]
  readonly failed: readonly FailedDocument[]
}

export interface LoadOptions {
  readonly strict: boolean
  /** Documents in which single operations are wrong are loaded, too; those operations answer with an error. */
  readonly partial?: boolean
}

/** Loads every document that can be loaded, one after the other; one that cannot does not stop the others. */
export async function loadDocuments(engine: Engine, found: FoundDocuments, options: LoadOptions): Promise<LoadedDocuments> {
  const loaded: (Capability | FailedDocument)[] = []
  for (const file of found.files) loaded.push(await loadDocument(engine, file, options))
  const empty = found.empty.map((diagnostic) => ({ file: diagnostic.file, diagnostics: [diagnostic], sources: new Map<string, string>() }))
  return {
    capabilities: loaded.flatMap((one) => ('graph' in one ? [one] : [])),
    failed: [...loaded.flatMap((one) => ('graph' in one ? [] : [one])), ...empty],
  }
}

/** Loads one document, or says all that is wrong with it. */
export async function loadDocument(engine: Engine, file: string, options: LoadOptions): Promise<Capability | FailedDocument> {
  try {
    return await engine.load(file, options)
  } catch (error) {
    if (!isDocumentError(error)) throw error
    const { sources } = await engine.validate(file, options)
    return { file, diagnostics: error.diagnostics, sources }
  }
}

function isDocumentError(error: unknown): error is DocumentError {
  return NaftikoError.is(error) && 'diagnostics' in error
}
