import type { LinkContext } from '@naftiko/plugin-api'
import type { McpExposesEntry } from '../entry/entry.ts'
import { compilePrompt, type Prompt } from './prompt.ts'

/** The prompts of one entry, by name, in the order of the document. */
export type PromptTable = ReadonlyMap<string, Prompt>

/** Compiles the prompts of an entry. `undefined` when it declares none. `limit` is for the files that they are made of. */
export async function compilePrompts(entry: McpExposesEntry, context: LinkContext, limit: number): Promise<PromptTable | undefined> {
  if (entry.prompts === undefined || entry.prompts.length === 0) return undefined
  const prompts = new Map<string, Prompt>()
  for (const [index, prompt] of entry.prompts.entries()) {
    const at = `/prompts/${index}`
    const { name } = prompt
    if (name === undefined || name.trim() === '')
      context.report({
        code: 'NAFTIKO_PROMPT_NAME_MISSING',
        message: 'a prompt has no name',
        hint: 'add "name": clients ask for it by that',
        at,
      })
    else if (prompts.has(name))
      context.report({
        severity: 'warning',
        code: 'NAFTIKO_PROMPT_DUPLICATE',
        message: `there are two prompts "${name}", and the first one is served`,
        hint: 'give the second one another name',
        at: `${at}/name`,
      })
    else prompts.set(name, await compilePrompt(prompt, at, context, limit))
  }
  return prompts
}
