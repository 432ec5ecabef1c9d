import type { FlagSpec, TextSpec } from '../args.ts'
import type { Io } from '../io.ts'
import { write } from '../output.ts'
import { writeNewFile } from './new-file.ts'

export const OUTPUT: Pick<TextSpec, 'kind' | 'value' | 'about'> & { readonly kind: 'text' } = {
  kind: 'text',
  value: '<file>',
  about: 'write to this file instead of the standard output',
}

export const FORCE: FlagSpec = { kind: 'flag', about: 'replace the file if it is there already' }

/** Writes a result where it is wanted. Resolves to whether that is a file. */
export async function writeResult(
  io: Io,
  text: string,
  options: { readonly output: string | undefined; readonly force: boolean },
): Promise<boolean> {
  const ended = text.endsWith('\n') ? text : `${text}\n`
  if (options.output === undefined) await write(io.stdout, ended)
  else await writeNewFile(io, options.output, ended, options.force)
  return options.output !== undefined
}
