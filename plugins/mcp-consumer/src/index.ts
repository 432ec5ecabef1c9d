import { API_VERSION, type ConsumerPlugin } from '@naftiko/plugin-api'
import { compileMcp } from './compile.ts'
import type { McpConsumesEntry } from './entry/entry.ts'
import { schema } from './entry/schema.ts'
import type { McpConsumerOptions } from './options.ts'

export type { ConsumedToolEntry, McpConsumesEntry, TimeoutsEntry } from './entry/entry.ts'
export type { McpConsumerOptions } from './options.ts'
export { describeMcpServer } from './describe/describe-server.ts'
export type { DescribeOptions, McpServerPlace } from './describe/describe-server.ts'
export type { McpServerDescription } from './describe/description.ts'

/** Consumes MCP servers: entries of `consumes` with `type: mcp`. */
export function mcpConsumer(options: McpConsumerOptions = {}): ConsumerPlugin<McpConsumesEntry> {
  return {
    kind: 'consumer',
    type: 'mcp',
    name: '@naftiko/mcp-consumer',
    apiVersion: API_VERSION,
    description: 'MCP servers, over HTTP and as processes',
    schema,
    compile: (entry, context) => compileMcp(entry, context, options),
  }
}
