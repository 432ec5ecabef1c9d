import { consumed, head } from './head.ts'
import type { Filling } from './templates.ts'

/** One API, served as MCP tools only. */
export function tools(filling: Filling): string {
  return `${head(filling, 'Tools for agents, served over MCP on port 9090.')}capability:
${consumed(filling)}
  exposes:
${itemTools(filling)}`
}

/** The MCP side of the consumed API. */
export function itemTools({ kebab, label }: Filling): string {
  return `  - type: mcp
    namespace: ${kebab}-mcp
    port: 9090
    description: ${label}.
    tools:
    # A description tells a model what the tool does and when to use it; hints tell clients when to ask first.
    - name: list-items
      description: Lists items, page by page. Use it to find the identifier of an item.
      hints: { readOnly: true, idempotent: true, openWorld: true }
      inputParameters:
      - { name: page, type: integer, description: 'Number of the page, from 1.', required: false }
      call: ${kebab}.list-items
      with: { page: tools.page }
    - name: get-item
      description: All that is known of one item.
      hints: { readOnly: true, idempotent: true, openWorld: true }
      inputParameters:
      - { name: id, type: string, description: Identifier of the item. }
      call: ${kebab}.get-item
      with: { id: tools.id }
    - name: create-item
      description: Adds an item.
      hints: { readOnly: false, destructive: false, openWorld: true }
      call: ${kebab}.create-item
`
}
