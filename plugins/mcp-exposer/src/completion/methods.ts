import type { JsonObject } from '@naftiko/plugin-api'
import { member } from '../json.ts'
import type { JsonText } from '../protocol/answers.ts'
import type { Method } from '../protocol/method.ts'
import { invalidParams } from '../protocol/protocol-error.ts'
import type { PromptTable } from '../prompts/prompt-table.ts'
import type { ResourceTable } from '../resources/resource-table.ts'

type Choices = ReadonlyMap<string, readonly string[]>

/** The protocol allows no more. */
const MOST_VALUES = 100

/** What can be completed: arguments of prompts and variables of resource templates. */
export interface Completable {
  readonly prompts: PromptTable | undefined
  readonly resources: ResourceTable | undefined
}

/** The method that completes what a person types. There is one only where there are values to offer. */
export function completionMethods({ prompts, resources }: Completable): readonly (readonly [string, Method])[] {
  const byPrompt = new Map([...(prompts ?? [])].map(([name, prompt]) => [name, prompt.choices]))
  const byTemplate = new Map(
    (resources?.resources ?? []).flatMap(({ template, choices }) =>
      template === undefined || choices === undefined ? [] : [[template.uriTemplate, choices] as const],
    ),
  )
  const hasValues = [...byPrompt.values(), ...byTemplate.values()].some((choices) => choices.size > 0)
  if (!hasValues) return []
  return [['completion/complete', (params) => complete(choicesOf(params, byPrompt, byTemplate), params)]]
}

function choicesOf(params: JsonObject, byPrompt: ReadonlyMap<string, Choices>, byTemplate: ReadonlyMap<string, Choices>): Choices {
  const reference = member(params, 'ref')
  const type = member(reference, 'type')
  if (type !== 'ref/prompt' && type !== 'ref/resource')
    throw invalidParams('"params.ref" must name what is completed: its "type" is ref/prompt or ref/resource')
  const name = String(member(reference, type === 'ref/prompt' ? 'name' : 'uri'))
  const choices = (type === 'ref/prompt' ? byPrompt : byTemplate).get(name)
  if (choices === undefined) throw invalidParams(`there is no ${type === 'ref/prompt' ? 'prompt' : 'resource template'} "${name}"`)
  return choices
}

function complete(choices: Choices, params: JsonObject): JsonText {
  const argument = member(params, 'argument')
  const name = member(argument, 'name')
  const begun = member(argument, 'value')
  if (typeof name !== 'string' || typeof begun !== 'string')
    throw invalidParams('"params.argument" must have a "name" and, as "value", the text so far')
  const fitting = (choices.get(name) ?? []).filter((value) => value.toLowerCase().startsWith(begun.toLowerCase()))
  const completion = { values: fitting.slice(0, MOST_VALUES), total: fitting.length, hasMore: fitting.length > MOST_VALUES }
  return JSON.stringify({ completion })
}
