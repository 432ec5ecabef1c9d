import type { Filling } from './templates.ts'

/** How every new capability begins. */
export function head({ label }: Filling, description: string): string {
  return `# yaml-language-server: $schema=./naftiko.schema.json
naftiko: 1.0.0-alpha2
info:
  label: '${label}'
  description: ${description}
`
}

/** The consumed API of the templates that have one. */
export function consumed({ kebab, variable, baseUri }: Filling): string {
  return `  # Values from outside. Set the variable in the environment, or pass --env-file; without it, calls go out without the token.
  binds:
  - namespace: env
    keys:
      ${variable}_TOKEN: ${variable}_TOKEN

  # The API that is called. Each operation becomes "${kebab}.<name>".
  consumes:
  - type: http
    namespace: ${kebab}
    baseUri: ${JSON.stringify(baseUri)}
    authentication:
      type: bearer
      token: '{{${variable}_TOKEN}}'
    resources:
    - name: items
      path: /items
      operations:
      - name: list-items
        method: GET
        description: Items, page by page
        inputParameters:
        - { name: page, in: query, type: integer, description: 'Number of the page, from 1.' }
      - name: create-item
        method: POST
        description: Add an item
        inputParameters:
        - name: body
          in: body
          type: object
          required: true
          properties:
            name: { type: string, description: Name of the item., required: true }
            note: { type: string }
    - name: item
      path: /items/{id}
      operations:
      - name: get-item
        method: GET
        description: One item
        inputParameters:
        - { name: id, in: path, type: string, description: Identifier of the item. }
`
}
