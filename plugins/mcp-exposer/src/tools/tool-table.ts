import type { LinkContext } from '@naftiko/plugin-api'
import type { McpExposesEntry } from '../entry/entry.ts'
import type { ToolEntry } from '../entry/tool-entry.ts'
import { compileBudget } from './budget/compile-budget.ts'
import { cleanNames } from '../names.ts'
import { compileTool, type Tool } from './tool.ts'

/** The tools of one entry, compiled once. */
export interface ToolTable {
  readonly tools: readonly Tool[]
  /** By the name that clients see, else by that of the document. */
  find(name: string): Tool | undefined
}

/** Compiles the tools of an entry, in the order of the document. */
export async function compileTools(entry: McpExposesEntry, context: LinkContext, binaryLimit: number): Promise<ToolTable> {
  const entries = servedEntries(entry.tools ?? [], context)
  const budget = compileBudget(entry.budget, undefined, '/budget', context.report)
  const settings = { namespace: entry.namespace, binaryLimit, ...(budget === undefined ? {} : { budget }) }
  const names = cleanNames(
    entries.map(({ tool }) => tool.name!),
    'tool',
  )
  for (const [index, { tool, at }] of entries.entries()) reportRenamed(tool.name!, names[index]!, at, context)
  const tools = await Promise.all(entries.map(({ tool, at }, index) => compileTool(tool, names[index]!, at, settings, context)))
  const byName = new Map([
    ...tools.map((tool) => [tool.operation.name, tool] as const),
    ...tools.map((tool) => [tool.definition.name, tool] as const),
  ])
  return {
    tools,
    find: (name) => byName.get(name),
  }
}

function reportRenamed(name: string, shown: string, at: string, context: LinkContext): void {
  if (name === shown) return
  const message = `clients see the tool "${name}" as "${shown}", because many of them take no other names`
  context.report({ severity: 'warning', code: 'NAFTIKO_TOOL_NAME', message, hint: `call it "${shown}"`, at: `${at}/name` })
}

interface Placed {
  readonly tool: ToolEntry
  readonly at: string
}

/** A tool that refers to a function has its name, unless it says another. */
function nameOfRef(ref: string | undefined): string | undefined {
  return ref?.slice(ref.lastIndexOf('.') + 1)
}

function servedEntries(tools: readonly ToolEntry[], context: LinkContext): readonly Placed[] {
  const served = new Map<string, Placed>()
  for (const [index, tool] of tools.entries()) {
    const at = `/tools/${index}`
    const name = tool.name ?? nameOfRef(tool.ref)
    if (name === undefined || name.trim() === '') {
      context.report({
        severity: 'warning',
        code: 'NAFTIKO_TOOL_NAME_MISSING',
        message: 'a tool has no name, so it is left out',
        hint: 'add "name": clients call a tool by it',
        at,
      })
    } else if (served.has(name)) {
      context.report({
        severity: 'warning',
        code: 'NAFTIKO_TOOL_DUPLICATE',
        message: `there are two tools "${name}", and the first one is served`,
        hint: 'give the second one another name',
        at: `${at}/name`,
      })
    } else {
      served.set(name, { tool: { ...tool, name }, at })
    }
  }
  return [...served.values()]
}
