import type { IncomingMessage } from 'node:http'
import type { Toolsets } from '../toolsets/toolsets.ts'
import { MCP_PATH, notHere, pathOf, Refusal } from './refusal.ts'

const HEADER = 'mcp-toolset'

/**
 * The toolsets that a request asks for: by its path, by its header, or by none, which means all tools. Throws a
 * `Refusal` for one that does not exist: a client that wants a part must not be given everything.
 */
export function chosenToolsets(request: IncomingMessage, toolsets: Toolsets): readonly string[] | undefined {
  const inPath = namesIn(pathOf(request).slice(MCP_PATH.length + 1))
  const inHeader = namesIn(String(request.headers[HEADER] ?? ''))
  if (inPath.length > 0 && inHeader.length > 0)
    throw new Refusal(400, 'NAFTIKO_TOOLSET_UNKNOWN', `toolsets are chosen by the path or by the header ${HEADER}, and not by both`)
  const names = [...inPath, ...inHeader]
  const unknown = names.find((name) => !toolsets.has(name))
  if (unknown !== undefined) throw inPath.length > 0 && toolsets.size === 0 ? notHere() : noToolset(unknown, toolsets, inPath.length > 0)
  return names.length === 0 ? undefined : names
}

const NONE: readonly string[] = []

function namesIn(text: string): readonly string[] {
  if (text === '') return NONE
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

function noToolset(name: string, toolsets: Toolsets, inPath: boolean): Refusal {
  const known = toolsets.size === 0 ? 'this server has none' : `there are ${[...toolsets.keys()].join(', ')}`
  const [status, code] = inPath ? ([404, 'NAFTIKO_NOT_FOUND'] as const) : ([400, 'NAFTIKO_TOOLSET_UNKNOWN'] as const)
  return new Refusal(status, code, `there is no toolset "${name}": ${known}`)
}
