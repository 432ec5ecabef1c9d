import { member } from '../json.ts'
import type { Method } from '../protocol/method.ts'
import { fixedList } from '../protocol/pages.ts'
import { invalidParams } from '../protocol/protocol-error.ts'
import type { PromptTable } from './prompt-table.ts'

/** The methods by which a server offers its prompts. */
export function promptMethods(table: PromptTable, pageSize: number): readonly (readonly [string, Method])[] {
  const definitions = [...table.values()].map((prompt) => prompt.definition)
  return [
    ['prompts/list', fixedList('prompts', definitions, pageSize)],
    ['prompts/get', getPrompt(table)],
  ]
}

function getPrompt(table: PromptTable): Method {
  return async (params) => {
    const name = member(params, 'name')
    if (typeof name !== 'string') throw invalidParams('the name of a prompt is missing: "params.name" must be a text')
    const prompt = table.get(name)
    if (prompt === undefined) throw invalidParams(`unknown prompt "${name}"; "prompts/list" says which ones there are`)
    return JSON.stringify(await prompt.get(member(params, 'arguments')))
  }
}
