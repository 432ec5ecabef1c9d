import { consumed, head } from './head.ts'
import type { Filling } from './templates.ts'

/** A function of several calls, served twice. */
export function aggregate(filling: Filling): string {
  const { kebab, label } = filling
  return `${head(filling, 'A function of several calls, served as REST on port 8080 and as an MCP tool on port 9090.')}capability:
${consumed(filling)}
  # Functions are written once, and exposed by "ref" as often as needed.
  aggregates:
  - namespace: ${kebab}-functions
    functions:
    - name: item-in-context
      description: One item, and the first page of all items
      semantics: { safe: true, idempotent: true }
      inputParameters:
      - { name: id, type: string, required: true, description: Identifier of the item. }
      # Steps that need nothing from each other run side by side.
      steps:
      - { name: item, type: call, call: ${kebab}.get-item, with: { id: '{{id}}' } }
      - { name: all, type: call, call: ${kebab}.list-items, with: { page: 1 } }
      mappings:
      - { targetName: item, value: $.item }
      - { targetName: neighbours, value: $.all }

  exposes:
  - type: rest
    namespace: ${kebab}-rest
    port: 8080
    resources:
    - name: item
      path: /items/{id}
      operations:
      - name: item-in-context
        method: GET
        inputParameters:
        - { name: id, in: path, type: string }
        ref: ${kebab}-functions.item-in-context
  - type: mcp
    namespace: ${kebab}-mcp
    port: 9090
    description: ${label}.
    tools:
    - name: item-in-context
      description: One item, and the first page of all items. Use it when an item is to be compared with others.
      ref: ${kebab}-functions.item-in-context
`
}
