import type { LinkContext, Located } from '@naftiko/plugin-api'
import type { SkillEntry } from '../entry.ts'

/** The folder of a skill. One that is not there is reported and kept: it may come later, and the catalogue needs no files. */
export async function folderOf(name: string, { location }: SkillEntry, at: string, context: LinkContext): Promise<string | undefined> {
  if (location === undefined || location === null || location === '') return undefined
  const found = await locate(String(location), context)
  if ('kind' in found && found.kind === 'folder') return found.path
  const reason = 'reason' in found ? found.reason : `${found.path} is ${found.kind === 'absent' ? 'not there' : 'no folder'}`
  context.report({
    severity: 'warning',
    code: 'NAFTIKO_SKILL_LOCATION',
    message: `the files of the skill "${name}" cannot be served: ${reason}`,
    hint: 'the catalogue is served without them; a location relative to the document is written file:///./folder',
    at: `${at}/location`,
  })
  return 'path' in found ? found.path : undefined
}

async function locate(location: string, context: LinkContext): Promise<Located | { readonly reason: string }> {
  try {
    return await context.locate(location)
  } catch (error) {
    return { reason: (error as Error).message }
  }
}
