import type MiniSearch from 'minisearch'
import { isObject, type JsonObject } from '@naftiko/plugin-api'
import type { Tool } from '../tool.ts'

/** So many are told at once. */
export const MOST_FOUND = 50

export interface SearchWishes {
  readonly query: string | undefined
  readonly tag: string | undefined
  readonly offset: number
  readonly limit: number
}

/** Finds tools by words in their names, titles, tags, descriptions and arguments. */
export function toolSearch(tools: readonly Tool[]): (wishes: SearchWishes) => Promise<JsonObject> {
  const tags = [...new Set(tools.flatMap((tool) => tool.tags))].toSorted()
  let index: Promise<MiniSearch> | undefined
  return async ({ query, tag, offset, limit }) => {
    const ranked = query === undefined ? tools : found(await (index ??= indexOf(tools)), query, tools)
    const fitting = tag === undefined ? ranked : ranked.filter((tool) => tool.tags.includes(tag))
    const shown = fitting.slice(offset, offset + limit)
    return {
      total: fitting.length,
      tools: shown.map(summaryOf),
      ...(offset + limit < fitting.length ? { nextOffset: offset + limit } : {}),
      // Whoever finds nothing, or does not know what to look for, is told what there is.
      ...(tags.length > 0 && (query === undefined || fitting.length === 0) ? { tags } : {}),
    }
  }
}

function summaryOf({ definition: { name, title, description }, tags }: Tool): JsonObject {
  return {
    name,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(tags.length === 0 ? {} : { tags }),
  }
}

function found(index: MiniSearch, query: string, tools: readonly Tool[]): readonly Tool[] {
  return index.search(query).map(({ id }) => tools[id as number]!)
}

/** Made when something is first looked for. */
async function indexOf(tools: readonly Tool[]): Promise<MiniSearch> {
  const { default: Index } = await import('minisearch')
  const index = new Index({
    fields: ['name', 'title', 'tags', 'description', 'arguments'],
    tokenize: wordsOf,
    searchOptions: { boost: { name: 4, title: 3, tags: 3, description: 2 }, prefix: (word) => word.length > 2, fuzzy: fuzziness },
  })
  index.addAll(tools.map((tool, id) => ({ id, ...textsOf(tool) })))
  return index
}

function textsOf({ definition, operation, tags }: Tool): Readonly<Record<string, string>> {
  const { name, title = '', description = '', inputSchema } = definition
  const properties = isObject(inputSchema['properties']) ? inputSchema['properties'] : {}
  const args = Object.entries(properties).map(([key, one]) => `${key} ${isObject(one) ? String(one['description'] ?? '') : ''}`)
  return { name: `${name} ${operation.name}`, title, tags: tags.join(' '), description, arguments: args.join(' ') }
}

/** `listUserKeys`, `list-user-keys` and "list user keys" have the same words. */
function wordsOf(text: string): string[] {
  return text
    .replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

/** Short words are what they are. */
function fuzziness(word: string): number | false {
  return word.length > 4 ? 0.2 : false
}
