import { type CompileContext, isList, isObject, type JsonValue, type MaybePromise } from '@naftiko/plugin-api'
import { badPage } from './failure.ts'

/** The items of one page. Throws when the page cannot be one. */
export type FindItems = (answer: JsonValue, number: number) => MaybePromise<readonly JsonValue[]>

/** How the items of the pages of one call are found. Compiled once; made anew for each call, because a guess holds for all its pages. */
export type ItemsOf = (operation: string) => FindItems

export function compileItems(text: string | undefined, at: string, context: CompileContext): ItemsOf {
  if (text === undefined) return guessed
  const mapping = context.mapping([{ mapping: text }], at)
  return (operation) => async (answer, number) => listOf(await mapping.apply(answer), answer, { operation, number, text })
}

interface Asked {
  readonly operation: string
  readonly number: number
  readonly text: string
}

function listOf(found: JsonValue, answer: JsonValue, { operation, number, text }: Asked): readonly JsonValue[] {
  if (isList(found)) return found
  if (found !== null) throw badPage(operation, number, `has something at "${text}" that is no list`)
  if (answer !== null && !isObject(answer)) throw badPage(operation, number, `has no "${text}"`)
  refuseError(answer, operation, number)
  return []
}

/** Many APIs leave out an empty list. One that has an error in its place is no page at all, whatever its status says. */
function refuseError(answer: JsonValue, operation: string, number: number): void {
  if (!isObject(answer)) return
  const member = ['error', 'errors'].find((name) => Object.hasOwn(answer, name) && says(answer[name]!))
  if (member !== undefined) throw badPage(operation, number, `has no items, but "${member}"`)
}

function says(value: JsonValue): boolean {
  return value !== null && value !== false && value !== '' && !(isList(value) && value.length === 0)
}

const guessed: ItemsOf = (operation) => {
  let member: string | undefined
  return (answer, number) => {
    if (isList(answer) && member === undefined) return answer
    if (answer === null) return []
    if (!isObject(answer)) throw badPage(operation, number, 'is neither a list nor an object')
    const lists = Object.keys(answer).filter((name) => isList(answer[name]))
    if (member === undefined && lists.length > 1)
      throw badPage(operation, number, `has several lists (${lists.join(', ')}); say with pagination.items which one has the items`)
    member ??= lists[0]
    if (member !== undefined && Object.hasOwn(answer, member)) return listOf(answer[member]!, answer, { operation, number, text: member })
    refuseError(answer, operation, number)
    return []
  }
}
