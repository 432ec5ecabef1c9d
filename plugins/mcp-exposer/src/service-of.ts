import type { LinkContext } from '@naftiko/plugin-api'
import type { McpExposesEntry } from './entry/entry.ts'
import { completionMethods } from './completion/methods.ts'
import { promptMethods } from './prompts/methods.ts'
import type { PromptTable } from './prompts/prompt-table.ts'
import type { Service } from './protocol/service.ts'
import { resourceMethods } from './resources/methods.ts'
import type { ResourceTable } from './resources/resource-table.ts'
import { toolMethods } from './tools/methods.ts'
import type { ToolTable } from './tools/tool-table.ts'
import { toolViews } from './tools/tool-view.ts'
import type { Toolsets } from './toolsets/toolsets.ts'

/** Of a capability whose document gives it no version. Clients show it, and nothing depends on it. */
const UNVERSIONED = '1.0.0'

export const PAGE_SIZE = 1000

const MOST_STREAMS = 1000

/** What was compiled from an entry. */
export interface Compiled {
  readonly tools: ToolTable
  readonly toolsets: Toolsets
  readonly resources: ResourceTable | undefined
  readonly prompts: PromptTable | undefined
}

/** What was compiled from an entry, as one server. */
export function serviceOf(entry: McpExposesEntry, { tools, toolsets, resources, prompts }: Compiled, context: LinkContext): Service {
  const pageSize = entry.pageSize ?? PAGE_SIZE
  const forwarded = context.forwardHeaders(entry.forwardHeaders, '/forwardHeaders')
  const changes = resources?.changes
  return {
    info: { name: entry.namespace, version: context.version ?? UNVERSIONED },
    ...(entry.description === undefined ? {} : { instructions: entry.description }),
    methods: new Map([
      // A server without anything is a server of tools, and has none.
      ...(tools.tools.length > 0 || (resources === undefined && prompts === undefined)
        ? toolMethods(toolViews(tools, { pageSize, toolsets, discovery: entry.discovery === true }))
        : []),
      ...(resources === undefined ? [] : resourceMethods(resources, pageSize)),
      ...(prompts === undefined ? [] : promptMethods(prompts, pageSize)),
      ...completionMethods({ prompts, resources }),
    ]),
    tools: tools.tools.map((tool) => tool.definition),
    toolsets,
    cache: { ttlMs: entry.ttlMs ?? 0, scope: entry.cacheScope ?? 'private' },
    mostStreams: entry.maxStreams ?? MOST_STREAMS,
    ...(changes === undefined ? {} : { changes }),
    ...(forwarded === undefined ? {} : { forwarded }),
    context,
  }
}
