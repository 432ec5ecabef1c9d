/** Title, document, code and line of the reason. */
export const REFUSED: readonly (readonly [title: string, text: string, code: string, line: number])[] = [
  ['what is no YAML', 'naftiko: 1\ncapability: [\n', 'NAFTIKO_YAML_SYNTAX', 3],
  ['nothing', '', 'NAFTIKO_NOT_A_CAPABILITY', 1],
  ['a text', 'just a text', 'NAFTIKO_NOT_A_CAPABILITY', 1],
  ['a list', '- 1\n- 2\n', 'NAFTIKO_NOT_A_CAPABILITY', 1],
  ['a document without a capability', 'naftiko: 1\ninfo: { label: x }\n', 'NAFTIKO_NOT_A_CAPABILITY', 1],
  ['a capability that is a text', 'naftiko: 1\ncapability: later\n', 'NAFTIKO_WRONG_TYPE', 2],
  ['a capability that is empty', 'naftiko: 1\ncapability:\n', 'NAFTIKO_WRONG_TYPE', 2],
]
