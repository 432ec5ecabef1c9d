import { describe, expect, it } from 'vitest'
import { createEngine } from '../../src/index.ts'
import { tinyPlugins } from '../tiny-plugins.ts'

const engine = createEngine({ plugins: tinyPlugins().plugins })

const HEAD = 'naftiko: 1\ncapability:\n  consumes:\n    - { type: memory, namespace: api, operations: [{ name: get }] }\n'

async function findings(text: string) {
  const { valid, diagnostics } = await engine.validate({ text })
  return { valid, found: diagnostics.map(({ severity, code, line, column, hint }) => ({ severity, code, line, column, hint })) }
}

describe('validate', () => {
  it.each<[string, string, object]>([
    [
      'a key that nobody knows',
      `${HEAD}    - { type: memory, namespace: b, operashuns: [], operations: [] }\n`,
      { severity: 'warning', code: 'NAFTIKO_UNKNOWN_KEY', line: 5, column: 37 },
    ],
    ['a key at the root', `${HEAD}capabilty: 1\n`, { severity: 'warning', code: 'NAFTIKO_UNKNOWN_KEY', line: 5, column: 1 }],
    [
      'a key of info',
      `${HEAD}info: { labl: x }\n`,
      { severity: 'warning', code: 'NAFTIKO_UNKNOWN_KEY', line: 5, column: 9, hint: 'did you mean "label"?' },
    ],
    [
      'a value of another type',
      `${HEAD}  exposes:\n    - { type: door, namespace: d, port: "80", routes: [] }\n`,
      { severity: 'error', code: 'NAFTIKO_WRONG_TYPE', line: 6, column: 41 },
    ],
    [
      'a missing key',
      `${HEAD}    - type: memory\n      namespace: b\n`,
      { severity: 'error', code: 'NAFTIKO_MISSING_KEY', line: 5, column: 7, hint: 'add "operations"' },
    ],
    [
      'a type that is close to a known one',
      `${HEAD}  exposes:\n    - { type: dor, namespace: d }\n`,
      { severity: 'error', code: 'NAFTIKO_NO_PLUGIN', line: 6, column: 15, hint: 'did you mean "door"?' },
    ],
    [
      'a type of another build',
      `${HEAD}  exposes:\n    - { type: skill, namespace: d }\n`,
      { severity: 'warning', code: 'NAFTIKO_NO_PLUGIN', line: 6, column: 15 },
    ],
    ['no type', `${HEAD}  exposes:\n    - { namespace: d }\n`, { severity: 'error', code: 'NAFTIKO_MISSING_KEY', line: 6, column: 9 }],
    [
      'a namespace twice',
      `${HEAD}    - { type: memory, namespace: api, operations: [] }\n`,
      { severity: 'warning', code: 'NAFTIKO_NAMESPACE_TAKEN', line: 5, column: 34 },
    ],
    [
      'no namespace',
      `${HEAD}  exposes:\n    - { type: door, routes: [] }\n`,
      { severity: 'warning', code: 'NAFTIKO_NAMESPACE_MISSING', line: 6, column: 9 },
    ],
    [
      'a variable that is not bound',
      `${HEAD}    - { type: memory, namespace: b, token: "{{MY_TOKEN}}", operations: [] }\n`,
      { severity: 'warning', code: 'NAFTIKO_VARIABLE_UNBOUND', line: 5, column: 44 },
    ],
    [
      'a credential of the caller',
      `${HEAD}    - { type: memory, namespace: b, token: "x {{rest.token}}", operations: [] }\n`,
      { severity: 'error', code: 'NAFTIKO_TEMPLATE_CALLER', line: 5, column: 47 },
    ],
    [
      'a mapping that cannot be read',
      `${HEAD}  exposes:\n    - { type: door, namespace: d, routes: [{ name: r, call: api.get, outputParameters: [{ mapping: "$sum(a" }] }] }\n`,
      { severity: 'error', code: 'NAFTIKO_EXPRESSION_SYNTAX', line: 6 },
    ],
    ['nothing to do', 'naftiko: 1\n', { severity: 'error', code: 'NAFTIKO_NOT_A_CAPABILITY', line: 1 }],
    ['no mapping at all', '- 1\n- 2\n', { severity: 'error', code: 'NAFTIKO_NOT_A_CAPABILITY', line: 1 }],
    ['no version', HEAD.replace('naftiko: 1\n', ''), { severity: 'warning', code: 'NAFTIKO_VERSION_MISSING', line: 1 }],
  ])('places %s', async (_, text, expected) => {
    const { valid, found } = await findings(text)
    expect(found).toContainEqual(expect.objectContaining(expected))
    expect(valid).toBe(found.every(({ severity }) => severity !== 'error'))
  })

  it('tells everything at once, in the order of the text', async () => {
    const { found } = await findings(
      `${HEAD}  exposes:\n    - type: door\n      namespace: d\n      port: x\n      routs: []\n      routes: [{ name: r, call: api.gett }]\n`,
    )
    expect(found.map(({ code, line }) => [code, line])).toEqual([
      ['NAFTIKO_WRONG_TYPE', 8],
      ['NAFTIKO_UNKNOWN_KEY', 9],
      ['NAFTIKO_UNKNOWN_OPERATION', 10],
    ])
  })

  it('names a file that cannot be read', async () => {
    const report = await engine.validate('/no/such/file.yaml')
    expect(report).toMatchObject({
      valid: false,
      diagnostics: [
        {
          code: 'NAFTIKO_FILE_UNREADABLE',
          file: '/no/such/file.yaml',
          line: 1,
          column: 1,
          message: 'cannot read /no/such/file.yaml: there is no such file',
        },
      ],
    })
  })

  it('counts warnings as errors when it is strict, and so does load', async () => {
    const text = HEAD.replace('naftiko: 1\n', '')
    expect((await engine.validate({ text }, { strict: true })).valid).toBe(false)
    await expect(engine.load({ text }, { strict: true })).rejects.toMatchObject({
      code: 'NAFTIKO_DOCUMENT_INVALID',
      diagnostics: [{ code: 'NAFTIKO_VERSION_MISSING' }],
    })
    await expect(engine.load({ text })).resolves.toMatchObject({ name: 'document' })
  })

  it('never prints the value of a variable', async () => {
    process.env['MY_TOKEN'] = 'sk-from-the-environment'
    const report = await engine.validate({ text: `${HEAD}    - { type: memory, namespace: b, token: "{{MY_TOKEN}}", operations: [] }\n` })
    expect(JSON.stringify([report.diagnostics, report.explanations])).not.toContain('sk-from-the-environment')
    delete process.env['MY_TOKEN']
  })
})
