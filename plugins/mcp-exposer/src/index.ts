import { API_VERSION, type ExposerPlugin } from '@naftiko/plugin-api'
import { compileMcp, type StdioStreams } from './compile.ts'
import { MCP_EXPOSES_SCHEMA, type McpExposesEntry } from './entry/entry.ts'

export type { StdioStreams } from './compile.ts'
export type { McpExposesEntry } from './entry/entry.ts'
export type { IconEntry } from './entry/icon.ts'
export type { PromptArgumentEntry, PromptEntry, PromptMessageEntry } from './entry/prompt-entry.ts'
export type { ResourceEntry } from './entry/resource-entry.ts'
export type { ToolEntry, ToolHints } from './entry/tool-entry.ts'

/** Options of the plugin. */
export interface McpExposerOptions extends StdioStreams {
  /** Wins over the `transport` of every entry. */
  readonly transport?: McpExposesEntry['transport']
}

/** Exposes operations as tools, resources and prompts of the Model Context Protocol, over Streamable HTTP or standard input and output. */
export function mcpExposer(options: McpExposerOptions = {}): ExposerPlugin<McpExposesEntry> {
  return {
    kind: 'exposer',
    type: 'mcp',
    name: '@naftiko/mcp-exposer',
    apiVersion: API_VERSION,
    description: 'Exposes operations as MCP tools.',
    schema: MCP_EXPOSES_SCHEMA,
    compile: (entry, context) =>
      compileMcp(options.transport === undefined ? entry : { ...entry, transport: options.transport }, context, options),
  }
}
