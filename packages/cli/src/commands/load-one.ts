import type { Capability, Engine } from '@naftiko/core'
import type { Io } from '../io.ts'
import { type LoadOptions, loadDocument } from '../load.ts'
import { write } from '../output.ts'
import { paintFor } from '../report/colour.ts'
import { prettyDiagnostics } from '../report/diagnostics.ts'

type Findings = Pick<Capability, 'diagnostics' | 'sources'>

/** The capability in a file; or nothing, after all that is wrong with it was said on stderr. */
export async function loadOne(engine: Engine, io: Io, file: string, options: LoadOptions): Promise<Capability | undefined> {
  const loaded = await loadDocument(engine, file, options)
  if ('graph' in loaded) return loaded
  await writeFaults(io, loaded, options.strict)
  return undefined
}

/** Says on stderr what stops a document, or parts of it. */
export async function writeFaults(io: Io, { diagnostics, sources }: Findings, strict = false): Promise<void> {
  const wrong = diagnostics.filter(({ severity }) => severity === 'error' || (strict && severity === 'warning'))
  await write(io.stderr, `${prettyDiagnostics(wrong, sources, paintFor(io.stderr, io.env))}\n`)
}
