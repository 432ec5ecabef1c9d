import type { Capability, Engine } from '@naftiko/core'
import type { Io } from '../io.ts'
import { loadDocument } from '../load.ts'
import { write } from '../output.ts'
import { paintFor } from '../report/colour.ts'
import { prettyDiagnostics } from '../report/diagnostics.ts'

/** The capability in a file; or nothing, after all that is wrong with it was said on stderr. */
export async function loadOne(engine: Engine, io: Io, file: string, strict: boolean): Promise<Capability | undefined> {
  const loaded = await loadDocument(engine, file, { strict })
  if ('graph' in loaded) return loaded
  const wrong = loaded.diagnostics.filter(({ severity }) => severity === 'error' || (strict && severity === 'warning'))
  await write(io.stderr, `${prettyDiagnostics(wrong, loaded.sources, paintFor(io.stderr, io.env))}\n`)
  return undefined
}
