import { describe, expect, it } from 'vitest'
import { createEngine, type RuleSeverity } from '@naftiko/core'
import { rules } from '@naftiko/rules'
import { standardPlugins } from '@naftiko/standard'
import { inRepository } from '../repository.ts'
import { CLEAN, edited } from './document.ts'

type Edit = readonly [from: string, to: string]

const ALL_ON = Object.fromEntries(rules().map(({ code, severity }) => [code, severity === 'off' ? 'hint' : severity] as const))

async function findings(text: string, severities: Readonly<Record<string, RuleSeverity>> = ALL_ON) {
  const engine = createEngine({ plugins: standardPlugins({ env: { TOKEN: 'x' } }), rules: severities })
  return (await engine.validate({ text, name: 'a.yaml', base: inRepository('test/broken/imports') })).diagnostics
}

const OAUTH2 = 'authentication: { type: oauth2, authorizationServerUri: https://login.test, resource: https://tools.test, scopes: [read] }'
const onTools = (member: string): Edit => ['port: 8082', `port: 8082\n      ${member}`]
const BEARER = 'authentication: { type: bearer, token: "{{TOKEN}}" }'

const bindsOf = (name: string) => `  - namespace: other\n    location: file:///./other.env\n    keys:\n      ${name}: NAME\ncapability:\n`
/** A step before the one whose braces it stands in. */
const readStep = (name: string) => `name: ${name}, type: call, call: books.get, with: { isbn: isbn } }\n                - { if: true`

/** What is written in another way, so that the rule finds it; and so that it does not, though it looks alike. */
const TABLE: readonly (readonly [code: string, found: Edit, alone: Edit])[] = [
  ['NAFTIKO_CONSUMES_DESCRIPTION', ['      description: The catalogue of a library.\n', ''], ['The catalogue of a library.', 'x']],
  [
    'NAFTIKO_RESOURCE_DESCRIPTION',
    [
      '          description: A book.\n          operations:\n            - name: read\n              description: Reads a book.\n',
      '          operations:\n            - name: read\n',
    ],
    ['          description: A book.\n', ''],
  ],
  ['NAFTIKO_OPERATION_DESCRIPTION', ['              description: Reads a book.\n', ''], ['Reads a book.', 'x']],
  [
    'NAFTIKO_TOOL_DESCRIPTION',
    [
      '          description: Finds a book by its number.\n          ref: shelf.find\n',
      '          call: books.get\n          inputParameters: [{ name: isbn, type: string, description: A number. }]\n',
    ],
    ['          description: Finds a book by its number.\n', ''],
  ],
  ['NAFTIKO_FUNCTION_DESCRIPTION', ['          description: Finds a book.\n', ''], ['Finds a book.', 'x']],
  ['NAFTIKO_BASE_URI_SLASH', ['books.test/v1', 'books.test/v1/'], ['books.test/v1', 'books.test']],
  ['NAFTIKO_BASE_URI_EXAMPLE', ['books.test', 'books.example.com'], ['books.test', 'books.examples.test']],
  [
    'NAFTIKO_CONSUMED_PATH_QUERY',
    ['path: /books/{{isbn}}\n          operations', 'path: "/books/{{isbn}}?full=1"\n          operations'],
    ['path: /books/', 'path: /all/books/'],
  ],
  ['NAFTIKO_REST_PATH_SLASH', ['- path: /books/{{isbn}}', '- path: /books/{{isbn}}/'], ['- path: /books/{{isbn}}', '- path: /a/{{isbn}}']],
  ['NAFTIKO_REST_PATH_QUERY', ['- path: /books/{{isbn}}', '- path: "/books/{{isbn}}?full=1"'], ['- path: /books/', '- path: /full=1/']],
  ['NAFTIKO_ADDRESS_EXAMPLE', ['address: 127.0.0.1', 'address: example.com'], ['address: 127.0.0.1', 'address: localhost']],
  ['NAFTIKO_STDIO_AUTHENTICATION', onTools(`transport: stdio\n      ${BEARER}`), onTools(BEARER)],
  ['NAFTIKO_OAUTH2_HTTPS', onTools(OAUTH2.replace('https://tools', 'http://tools')), onTools(OAUTH2)],
  ['NAFTIKO_OAUTH2_SCOPES', onTools(OAUTH2.replace(', scopes: [read]', '')), onTools(OAUTH2)],
  ['NAFTIKO_OPEN_ADDRESS', ['address: 127.0.0.1', 'address: 0.0.0.0'], ['address: 127.0.0.1', `address: 0.0.0.0\n      ${BEARER}`]],
  ['NAFTIKO_PORT_CONFLICT', ['8082', '8081'], ['8082', '0']],
  [
    'NAFTIKO_CONTROL_ONCE',
    ['port: 8083', 'port: 8083\n    - { type: control, namespace: again, address: 127.0.0.1, port: 8084 }'],
    [
      'port: 8083',
      'port: 8083\n    - { type: mcp, namespace: again, address: 127.0.0.1, port: 8084, tools: [{ name: t, ref: shelf.find }] }',
    ],
  ],
  [
    'NAFTIKO_CONTROL_ADDRESS',
    ['address: 127.0.0.1\n      port: 8083', `address: 0.0.0.0\n      port: 8083\n      ${BEARER}`],
    ['address: 127.0.0.1\n      port: 8083', `address: localhost\n      port: 8083\n      ${BEARER}`],
  ],
  ['NAFTIKO_STEP_NAME_FORM', ['first-step', '"first step"'], ['first-step', 'first_step']],
  ['NAFTIKO_SEMANTICS_CONFLICT', ['readOnly: true', 'readOnly: false'], ['readOnly: true', 'idempotent: true']],
  ['NAFTIKO_NAMESPACES_UNIQUE', ['namespace: tools', 'namespace: books'], ['namespace: tools', 'namespace: bookish']],
  ['NAFTIKO_INFO_TAGS', ['  tags: [books]\n', ''], ['tags: [books]', 'tags: [a, b]']],
  ['NAFTIKO_TEXT_SCRIPT', ['A book.', 'A <script>book</script>.'], ['A book.', 'A script about evaluation.']],
  ['NAFTIKO_LITERAL_SECRET', ['token: "{{TOKEN}}"', 'token: only-between-us'], ['token: "{{TOKEN}}"', 'token: $secrets.TOKEN']],
  ['NAFTIKO_VARIABLE_TAKEN', ['capability:\n', bindsOf('TOKEN')], ['capability:\n', bindsOf('OTHER')]],
  [
    'NAFTIKO_METHOD_MISSING',
    ['            - name: get\n              method: GET\n', '            - name: get\n'],
    ['method: GET', 'method: get'],
  ],
  ['NAFTIKO_UNUSED_VARIABLE', ['TOKEN: TOKEN', 'TOKEN: TOKEN\n      OTHER: OTHER'], ['TOKEN: TOKEN', 'TOKEN: OTHER']],
  [
    'NAFTIKO_UNUSED_OPERATION',
    [
      '            - name: get\n',
      '            - { name: drop, method: DELETE, inputParameters: [{ name: isbn, in: path }] }\n            - name: get\n',
    ],
    ['call: books.get\n', 'steps: [{ name: only, type: call, call: books.get, with: { isbn: isbn } }]\n'],
  ],
  [
    'NAFTIKO_UNUSED_FUNCTION',
    ['ref: shelf.find', 'call: books.get\n          inputParameters: [{ name: isbn, type: string, description: A number. }]'],
    ['name: find-book', 'name: other'],
  ],
  [
    'NAFTIKO_UNUSED_INPUT',
    ['The number of the book. }\n', 'The number of the book. }\n            - { name: colour, type: string, description: A colour. }\n'],
    ['with: { isbn: isbn }\n', 'with: { isbn: "{{isbn}}" }\n'],
  ],
  [
    'NAFTIKO_UNUSED_STEP',
    ['name: first-step,', `${readStep('more')}, name: first-step,`],
    ['name: first-step,', `${readStep('isbn')}, name: first-step,`],
  ],
  [
    'NAFTIKO_UNUSED_IMPORT',
    ['  consumes:\n', '  consumes:\n    - { import: weather, location: ./parts/weather.yaml }\n'],
    ['  consumes:\n', '  consumes:\n    - { import: weather, location: ./parts/weather.yaml, as: books }\n'],
  ],
]

describe('a rule', () => {
  it('says nothing about a document that is as all of them want it', async () => {
    expect(await findings(CLEAN)).toEqual([])
  })

  it('is in the table below', () => {
    expect(TABLE.map(([code]) => code)).toEqual(rules().map(({ code }) => code))
  })

  it.each(TABLE)('%s finds what it is for, and says what to do', async (code, found) => {
    const own = (await findings(edited(found))).filter((one) => one.code === code)
    expect(own).toEqual([expect.objectContaining({ severity: ALL_ON[code], hint: expect.stringMatching(/./) })])
    expect(own[0]!.line).toBeGreaterThan(1)
  })

  it.each(TABLE)('%s leaves alone what only looks like it', async (code, _, alone) => {
    expect((await findings(edited(alone))).filter((one) => one.code === code || one.severity === 'error')).toEqual([])
  })

  it.each(TABLE)('%s is as bad as asked for', async (code, found) => {
    const text = edited(found)
    const severityAt = async (wanted: RuleSeverity) => (await findings(text, { [code]: wanted })).find((one) => one.code === code)?.severity
    const wanted = ['off', 'hint', 'info', 'warning', 'error'] as const
    expect(await Promise.all(wanted.map(severityAt))).toEqual([undefined, 'hint', 'hint', 'warning', 'error'])
  })

  it('is off by default where documents are fine without what it asks for', () => {
    const off = rules().filter(({ severity }) => severity === 'off')
    expect(off.map(({ code }) => code)).toEqual([
      'NAFTIKO_CONSUMES_DESCRIPTION',
      'NAFTIKO_RESOURCE_DESCRIPTION',
      'NAFTIKO_OPERATION_DESCRIPTION',
      'NAFTIKO_FUNCTION_DESCRIPTION',
      'NAFTIKO_BASE_URI_EXAMPLE',
      'NAFTIKO_INFO_TAGS',
    ])
  })
})
