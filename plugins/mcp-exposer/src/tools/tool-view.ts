import type { Method } from '../protocol/method.ts'
import { fixedList } from '../protocol/pages.ts'
import type { Toolsets } from '../toolsets/toolsets.ts'
import { discoveryTools } from './discovery/discovery.ts'
import type { AnyTool, Tool } from './tool.ts'
import type { ToolTable } from './tool-table.ts'

/** The tools that one request can see. */
export interface ToolView {
  readonly list: Method
  find(name: string): AnyTool | undefined
}

/** The view of a request that chose these toolsets. They are known to exist. */
export type ViewOf = (toolset: readonly string[] | undefined) => ToolView

export interface ViewOptions {
  readonly pageSize: number
  readonly toolsets: Toolsets
  /** Three tools are listed that lead to the others. */
  readonly discovery: boolean
}

/** So many choices are kept ready; a client can make up any number of them. */
const MOST_VIEWS = 100

/** Makes views when they are first asked for. */
export function toolViews(table: ToolTable, options: ViewOptions): ViewOf {
  const all = viewOf(table.tools, table.find, options)
  const views = new Map<string, ToolView>()
  return (toolset) => {
    if (toolset === undefined) return all
    const key = [...new Set(toolset)].toSorted().join(',')
    const known = views.get(key)
    if (known !== undefined) return known
    const chosen = new Set(toolset.flatMap((name) => [...(options.toolsets.get(name) ?? [])]))
    const view = partOf(table, chosen, options)
    if (views.size < MOST_VIEWS) views.set(key, view)
    return view
  }
}

function partOf(table: ToolTable, chosen: ReadonlySet<Tool>, options: ViewOptions): ToolView {
  const find = (name: string): Tool | undefined => {
    const tool = table.find(name)
    return tool !== undefined && chosen.has(tool) ? tool : undefined
  }
  return viewOf(
    table.tools.filter((tool) => chosen.has(tool)),
    find,
    options,
  )
}

function viewOf(tools: readonly Tool[], find: ToolTable['find'], { pageSize, discovery }: ViewOptions): ToolView {
  const guides = discovery ? discoveryTools(tools, find) : undefined
  const shown: readonly AnyTool[] = guides ?? tools
  return {
    list: fixedList(
      'tools',
      shown.map((tool) => tool.definition),
      pageSize,
    ),
    find: (name) => guides?.find((guide) => guide.definition.name === name) ?? find(name),
  }
}
