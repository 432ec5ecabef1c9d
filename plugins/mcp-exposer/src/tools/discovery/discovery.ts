import { isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import { member } from '../../json.ts'
import type { JsonText } from '../../protocol/answers.ts'
import { errorResult, resultOf, textBlock } from '../result.ts'
import type { AnyTool, Tool, ToolCall, ToolDefinition } from '../tool.ts'
import type { ToolTable } from '../tool-table.ts'
import { MOST_FOUND, toolSearch } from './search.ts'

/**
 * Three tools that lead to all the others: one finds them, one says how they are called, one calls them. A model then
 * learns of a few tools out of hundreds, instead of being told all of them beforehand.
 */
export function discoveryTools(tools: readonly Tool[], find: ToolTable['find']): readonly AnyTool[] {
  const name = freeNames(find)
  return [
    searchTool(name('search_tools'), name('describe_tool'), tools),
    describeTool(name('describe_tool'), name('search_tools'), find),
    callTool(name('call_tool'), { describe: name('describe_tool'), search: name('search_tools') }, tools, find),
  ]
}

/** A tool of the document keeps its name. */
function freeNames(find: ToolTable['find']): (wanted: string) => string {
  return (wanted) => {
    let name = wanted
    for (let number = 2; find(name) !== undefined; number += 1) name = `${wanted}_${number}`
    return name
  }
}

const NAME = { type: 'string', description: 'Name of the tool, as it was found.' }

function searchTool(name: string, describe: string, tools: readonly Tool[]): AnyTool {
  const search = toolSearch(tools)
  const definition: ToolDefinition = {
    name,
    title: 'Search tools',
    description: `Finds tools among the ${tools.length} of this server, by what they do. Use it first, then "${describe}" for how one is called. Without a query it lists them in order.`,
    inputSchema: {
      type: 'object',
      properties: {
        query: { type: 'string', description: 'What the tool should do, in a few words.' },
        tag: { type: 'string', description: 'Only tools with this tag.' },
        offset: { type: 'integer', minimum: 0, default: 0, description: 'So many are passed over.' },
        limit: { type: 'integer', minimum: 1, maximum: MOST_FOUND, default: 10, description: 'So many at most.' },
      },
      additionalProperties: false,
    },
    annotations: { title: 'Search tools', readOnlyHint: true, openWorldHint: false },
  }
  return { definition, call: async ({ arguments: args }) => valueResult(await search(wishesOf(args))) }
}

function wishesOf(args: JsonValue | undefined): Parameters<ReturnType<typeof toolSearch>>[0] {
  const text = (name: string): string | undefined => {
    const value = member(args, name)
    return typeof value === 'string' && value.trim() !== '' ? value : undefined
  }
  const count = (name: string, otherwise: number): number => {
    const value = Number(member(args, name) ?? otherwise)
    return Number.isSafeInteger(value) && value >= 0 ? value : otherwise
  }
  return {
    query: text('query'),
    tag: text('tag'),
    offset: count('offset', 0),
    limit: Math.min(Math.max(count('limit', 10), 1), MOST_FOUND),
  }
}

function describeTool(name: string, search: string, find: ToolTable['find']): AnyTool {
  const definition: ToolDefinition = {
    name,
    title: 'Describe a tool',
    description: 'Says what a tool does and which arguments it takes, as a JSON Schema.',
    inputSchema: { type: 'object', properties: { name: NAME }, required: ['name'], additionalProperties: false },
    annotations: { title: 'Describe a tool', readOnlyHint: true, openWorldHint: false },
  }
  const call = async ({ arguments: args }: ToolCall): Promise<JsonText> => {
    const tool = find(String(member(args, 'name')))
    // A definition is JSON; its type says more than that.
    return tool === undefined ? unknownTool(args, search) : valueResult(tool.definition as unknown as JsonObject)
  }
  return { definition, call }
}

function callTool(
  name: string,
  { describe, search }: { readonly describe: string; readonly search: string },
  tools: readonly Tool[],
  find: ToolTable['find'],
): AnyTool {
  const isSafe = tools.every(({ operation }) => operation.effects?.safe === true)
  const definition: ToolDefinition = {
    name,
    title: 'Call a tool',
    description: `Calls a tool that "${search}" found, with the arguments that "${describe}" says it takes.`,
    inputSchema: {
      type: 'object',
      properties: { name: NAME, arguments: { type: 'object', description: 'Its arguments, by their names.', additionalProperties: true } },
      required: ['name'],
      additionalProperties: false,
    },
    annotations: { title: 'Call a tool', ...(isSafe ? { readOnlyHint: true } : {}) },
  }
  return {
    definition,
    call: async (call) => {
      const tool = find(String(member(call.arguments, 'name')))
      return tool === undefined ? unknownTool(call.arguments, search) : tool.call({ ...call, arguments: argumentsOf(call.arguments) })
    },
  }
}

/** Models write them beside the name, and as text, too. */
function argumentsOf(given: JsonValue | undefined): JsonValue | undefined {
  const args = member(given, 'arguments')
  if (args === undefined && isObject(given)) {
    const { name: _name, ...beside } = given
    return beside
  }
  if (typeof args !== 'string') return args
  try {
    return JSON.parse(args) as JsonValue
  } catch {
    return args
  }
}

function unknownTool(args: JsonValue | undefined, search: string): JsonText {
  const name = member(args, 'name')
  return errorResult(
    typeof name === 'string' ? `there is no tool "${name}"; "${search}" finds those there are` : '"name" must be the name of a tool',
  )
}

function valueResult(value: JsonObject): JsonText {
  const json = JSON.stringify(value)
  return resultOf([textBlock(json)], json, false)
}
