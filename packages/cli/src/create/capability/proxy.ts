import { consumed, head } from './head.ts'
import type { Filling } from './templates.ts'
import { itemTools } from './tools.ts'

/** One API, served as REST and as MCP tools. */
export function proxy(filling: Filling): string {
  const { kebab } = filling
  return `${head(filling, 'One API, served as REST on port 8080 and as MCP tools on port 9090.')}capability:
${consumed(filling)}
  # What is served, and what each route and tool calls.
  exposes:
  - type: rest
    namespace: ${kebab}-rest
    port: 8080
    resources:
    - name: items
      path: /items
      operations:
      - name: list-items
        method: GET
        inputParameters:
        - { name: page, in: query, type: integer }
        call: ${kebab}.list-items
      - name: create-item
        method: POST
        call: ${kebab}.create-item
    - name: item
      path: /items/{id}
      operations:
      - name: get-item
        method: GET
        call: ${kebab}.get-item
${itemTools(filling)}`
}
