import type { JsonValue } from '@naftiko/plugin-api'
import { refuseDeep } from './depth.ts'
import { plainValue } from './plain-value.ts'

/** Parses the first document of a YAML text by the core schema of YAML 1.2, with `<<` merging maps as everywhere. */
export async function parseYaml(text: string): Promise<JsonValue> {
  const { Composer, LineCounter, Parser } = await import('yaml')
  const lines = new LineCounter()
  const composer = new Composer({ version: '1.2', schema: 'core', merge: true, logLevel: 'error' })
  const documents = composer.compose(refuseDeep(new Parser(lines.addNewLine).parse(text)))
  // Lazily: what comes behind the first document need not even be YAML.
  const document = documents.next().value
  const error = document?.errors[0]
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0])
    throw new Error(`the YAML is broken at line ${line}, column ${col}: ${error.message}`)
  }
  // Aliases are resolved as references to one value, so it is what comes of them that has a limit.
  return plainValue(document?.toJS({ maxAliasCount: -1 }), text.length)
}
