import type { JsonSchema } from '@naftiko/plugin-api'

/** Name of a set → tags, or names of tools. */
export type ToolsetsEntry = Readonly<Record<string, readonly string[]>>

export const TOOLSETS: JsonSchema = {
  type: 'object',
  additionalProperties: { type: 'array', items: { type: 'string' } },
  description:
    'Parts of the tools that a client can choose by the header Mcp-Toolset, or by the path /mcp/<name>: tags, or names of tools. (extension)',
}

export const DISCOVERY: JsonSchema = {
  type: 'boolean',
  default: false,
  description: 'List three tools that search, describe and call the others, instead of all of them. (extension)',
}
