const HEAD = 'naftiko: 1\ncapability:\n  consumes:\n    - { type: http, namespace: api, baseUri: "https://example.org" }\n  exposes:\n'

/** Title, document, code and line of the reason. */
export const REFUSED: readonly (readonly [title: string, text: string, code: string, line: number])[] = [
  ['what is no YAML', 'naftiko: 1\ncapability: [\n', 'NAFTIKO_YAML_SYNTAX', 2],
  ['nothing', '', 'NAFTIKO_NOT_A_CAPABILITY', 1],
  ['a text', 'just a text', 'NAFTIKO_NOT_A_CAPABILITY', 1],
  ['a list', '- 1\n- 2\n', 'NAFTIKO_NOT_A_CAPABILITY', 1],
  ['a document without a capability', 'naftiko: 1\ninfo: { label: x }\n', 'NAFTIKO_NOT_A_CAPABILITY', 1],
  ['a capability that is a text', 'naftiko: 1\ncapability: later\n', 'NAFTIKO_WRONG_TYPE', 2],
  ['a capability that is empty', 'naftiko: 1\ncapability:\n', 'NAFTIKO_WRONG_TYPE', 2],
  ['a port that is no number', `${HEAD}    - { type: rest, namespace: door, port: "http" }\n`, 'NAFTIKO_WRONG_TYPE', 6],
  ['a transport that nobody knows', `${HEAD}    - { type: mcp, namespace: door, transport: carrier-pigeon }\n`, 'NAFTIKO_WRONG_VALUE', 6],
  ['a door whose lock cannot be read', `${HEAD}    - { type: rest, namespace: door, authentication: bearer }\n`, 'NAFTIKO_WRONG_TYPE', 6],
  ['an exposer that does not say what it is', `${HEAD}    - { namespace: door }\n`, 'NAFTIKO_MISSING_KEY', 6],
]
