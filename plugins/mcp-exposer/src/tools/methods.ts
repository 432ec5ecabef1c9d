import type { Method } from '../protocol/method.ts'
import { fixedList } from '../protocol/pages.ts'
import { invalidParams } from '../protocol/protocol-error.ts'
import { member } from '../json.ts'
import type { ToolTable } from './tool-table.ts'

/** The methods by which a server offers its tools. */
export function toolMethods(table: ToolTable, pageSize: number): readonly (readonly [string, Method])[] {
  const definitions = table.tools.map((tool) => tool.definition)
  return [
    ['tools/list', fixedList('tools', definitions, pageSize)],
    ['tools/call', callTool(table)],
  ]
}

function callTool(table: ToolTable): Method {
  return (params, { signal, trace, onProgress }) => {
    const name = member(params, 'name')
    if (typeof name !== 'string') throw invalidParams('the name of a tool is missing: "params.name" must be a text')
    const tool = table.find(name)
    if (tool === undefined) throw invalidParams(`unknown tool "${name}"; "tools/list" says which ones there are`)
    return tool.call({
      arguments: member(params, 'arguments'),
      signal,
      trace: trace(),
      ...(onProgress === undefined ? {} : { onText: onProgress }),
    })
  }
}
