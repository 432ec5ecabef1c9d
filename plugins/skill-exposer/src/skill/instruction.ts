import { stat } from 'node:fs/promises'
import { insideOf } from '../files/inside.ts'
import { safeSegments } from '../files/segments.ts'
import type { ToolSurroundings } from './surroundings.ts'

/** Says what keeps the file of an instruction from being served. */
export async function checkInstruction(file: string, at: string, { skill, folder, context }: ToolSurroundings): Promise<void> {
  const reason = await reasonAgainst(file, folder)
  if (reason === undefined) return
  context.report({
    severity: 'warning',
    code: 'NAFTIKO_SKILL_INSTRUCTION',
    message: `the instruction "${file}" of the skill "${skill}" cannot be served: ${reason}`,
    hint: 'an instruction is a file below the location of its skill',
    at,
  })
}

async function reasonAgainst(file: string, folder: string | undefined): Promise<string | undefined> {
  if (folder === undefined) return 'the skill has no "location"'
  const segments = safeSegments(file)
  if (segments === undefined) return 'its path leads elsewhere'
  // A folder that is absent was reported already.
  if ((await stat(folder).catch(() => undefined)) === undefined) return undefined
  return (await insideOf(folder, segments)) === undefined ? 'there is no such file' : undefined
}
