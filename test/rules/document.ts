/** A document that no rule has anything to say about, even with those on that are off by default. */
export const CLEAN = `naftiko: 1.0.0-alpha2
info:
  label: Books
  tags: [books]
binds:
  - namespace: secrets
    keys:
      TOKEN: TOKEN
capability:
  aggregates:
    - namespace: shelf
      functions:
        - name: find
          description: Finds a book.
          semantics: { safe: true, idempotent: true }
          inputParameters:
            - { name: isbn, type: string, description: The number of the book. }
          call: books.get
          with: { isbn: isbn }
  consumes:
    - type: http
      namespace: books
      description: The catalogue of a library.
      baseUri: https://books.test/v1
      authentication: { type: bearer, token: "{{TOKEN}}" }
      resources:
        - name: book
          path: /books/{{isbn}}
          operations:
            - name: get
              method: GET
              inputParameters:
                - { name: isbn, in: path, type: string }
  exposes:
    - type: rest
      namespace: site
      address: 127.0.0.1
      port: 8081
      resources:
        - path: /books/{{isbn}}
          name: book
          description: A book.
          operations:
            - name: read
              description: Reads a book.
              method: GET
              inputParameters:
                - { name: isbn, in: path, type: string, description: The number of the book. }
              steps:
                - { name: first-step, type: call, call: books.get, with: { isbn: isbn } }
    - type: mcp
      namespace: tools
      address: 127.0.0.1
      port: 8082
      tools:
        - name: find-book
          description: Finds a book by its number.
          ref: shelf.find
          hints: { readOnly: true }
    - type: control
      namespace: watch
      address: 127.0.0.1
      port: 8083
`

/** The text with some of it written in another way; throws when that is not in it, because then the test would show nothing. */
export function edited(...edits: readonly (readonly [from: string, to: string])[]): string {
  return edits.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`there is no ${JSON.stringify(from)} in the document`)
    return text.replace(from, to)
  }, CLEAN)
}
