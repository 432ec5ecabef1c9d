import type { McpExposesEntry } from './entry/entry.ts'
import type { ServerContext, Service } from './protocol/service.ts'
import { toolMethods } from './tools/methods.ts'
import type { ToolTable } from './tools/tool-table.ts'

/** Names the program to clients; they show it, and nothing depends on it. */
const SERVER_VERSION = '1.0.0'

/** What was compiled from an entry, as one server. */
export function serviceOf(entry: McpExposesEntry, tools: ToolTable, context: ServerContext): Service {
  return {
    info: { name: entry.namespace, version: SERVER_VERSION },
    ...(entry.description === undefined ? {} : { instructions: entry.description }),
    methods: new Map(toolMethods(tools)),
    context,
  }
}
