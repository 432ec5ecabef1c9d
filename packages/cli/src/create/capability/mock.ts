import { head } from './head.ts'
import type { Filling } from './templates.ts'

/** Fixed answers, so that callers can be built before the API is. */
export function mock(filling: Filling): string {
  const { kebab, label } = filling
  return `${head(filling, 'Fixed answers, until there is an API to call.')}capability:
  # An operation without "call" answers with the values of its outputParameters. To go live, add "consumes" and a "call".
  exposes:
  - type: rest
    namespace: ${kebab}-rest
    port: 8080
    resources:
    - name: item
      path: /items/{id}
      operations:
      - name: get-item
        method: GET
        inputParameters:
        - { name: id, in: path, type: string }
        outputParameters:
        - { name: id, type: string, value: '{{id}}' }
        - { name: name, type: string, value: An item }
        - { name: count, type: integer, value: 3 }
  - type: mcp
    namespace: ${kebab}-mcp
    port: 9090
    description: ${label}.
    tools:
    - name: get-item
      description: One item, by its identifier.
      hints: { readOnly: true, idempotent: true }
      inputParameters:
      - { name: id, type: string, description: Identifier of the item. }
      outputParameters:
      - { name: id, type: string, value: '{{id}}' }
      - { name: name, type: string, value: An item }
      - { name: count, type: integer, value: 3 }
`
}
