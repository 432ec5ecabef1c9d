import type { Method } from '../protocol/method.ts'
import { invalidParams } from '../protocol/protocol-error.ts'
import { member } from '../json.ts'
import type { ViewOf } from './tool-view.ts'

/** The methods by which a server offers its tools. */
export function toolMethods(viewOf: ViewOf): readonly (readonly [string, Method])[] {
  return [
    ['tools/list', (params, call) => viewOf(call.toolset).list(params, call)],
    ['tools/call', callTool(viewOf)],
  ]
}

function callTool(viewOf: ViewOf): Method {
  return (params, { signal, trace, onProgress, toolset, callerHeaders }) => {
    const name = member(params, 'name')
    if (typeof name !== 'string') throw invalidParams('the name of a tool is missing: "params.name" must be a text')
    const tool = viewOf(toolset).find(name)
    if (tool === undefined) throw invalidParams(`unknown tool "${name}"; "tools/list" says which ones there are`)
    return tool.call({
      arguments: member(params, 'arguments'),
      signal,
      trace: trace(),
      ...(callerHeaders === undefined ? {} : { callerHeaders }),
      ...(onProgress === undefined ? {} : { onText: onProgress }),
    })
  }
}
