import { describe, expect, it } from 'vitest'
import { finish, folderWith } from './terminal.ts'
import { tinyDocument } from './tiny-build.ts'

const FILES = {
  'bad.yaml': tinyDocument().replace('call: books.get', 'call: books.gte'),
  'odd.yaml': tinyDocument().replace('port: 0', 'prot: 0'),
}

/** What the command writes, with the folder of the test left out. */
async function shown(
  options: readonly string[],
  terminal: { readonly tty?: boolean; readonly env?: Readonly<Record<string, string>> } = {},
) {
  const cwd = await folderWith(FILES)
  const { stdout, stderr } = await finish(['validate', 'bad.yaml', 'odd.yaml', ...options], { cwd, ...terminal })
  const readable = (text: string) => text.replaceAll(`${cwd}/`, '').replaceAll('\u001B', '<ESC>')
  return { stdout: readable(stdout), stderr: readable(stderr) }
}

describe('what naftiko validate writes', () => {
  it('for people', async () => {
    expect(await shown([])).toMatchInlineSnapshot(`
      {
        "stderr": "bad.yaml:18:31: error: no operation "books.gte" [NAFTIKO_UNKNOWN_OPERATION]
        18 |         - { name: read, call: books.gte }
           |                               ^^^^^^^^^
        → did you mean "books.get"?
      odd.yaml:16:7: warning: "prot" is not known here and is ignored [NAFTIKO_UNKNOWN_KEY]
        16 |       prot: 0
           |       ^^^^
        → did you mean "port"?
      1 error, 1 warning in 2 files
      ",
        "stdout": "",
      }
    `)
  })

  it('for people on a terminal', async () => {
    expect(await shown([], { tty: true })).toMatchInlineSnapshot(`
      {
        "stderr": "<ESC>[1mbad.yaml:18:31:<ESC>[22m <ESC>[31merror:<ESC>[39m no operation "books.gte" <ESC>[2m[NAFTIKO_UNKNOWN_OPERATION]<ESC>[22m
        <ESC>[2m18 |<ESC>[22m         - { name: read, call: books.gte }
        <ESC>[2m   |<ESC>[22m                               <ESC>[31m^^^^^^^^^<ESC>[39m
        <ESC>[32m→<ESC>[39m did you mean "books.get"?
      <ESC>[1modd.yaml:16:7:<ESC>[22m <ESC>[33mwarning:<ESC>[39m "prot" is not known here and is ignored <ESC>[2m[NAFTIKO_UNKNOWN_KEY]<ESC>[22m
        <ESC>[2m16 |<ESC>[22m       prot: 0
        <ESC>[2m   |<ESC>[22m       <ESC>[31m^^^^<ESC>[39m
        <ESC>[32m→<ESC>[39m did you mean "port"?
      1 error, 1 warning in 2 files
      ",
        "stdout": "",
      }
    `)
  })

  it('for people on a terminal who want no colour', async () => {
    expect(await shown([], { tty: true, env: { NO_COLOR: '1' } })).toEqual(await shown([]))
  })

  it('for programs', async () => {
    const { stdout, stderr } = await shown(['--format', 'json'])
    expect([JSON.parse(stdout), stderr]).toMatchInlineSnapshot(`
      [
        {
          "diagnostics": [
            {
              "code": "NAFTIKO_UNKNOWN_OPERATION",
              "column": 31,
              "end": {
                "column": 40,
                "line": 18,
              },
              "file": "bad.yaml",
              "hint": "did you mean "books.get"?",
              "line": 18,
              "meant": "books.get",
              "message": "no operation "books.gte"",
              "pointer": "/capability/exposes/0/routes/0/call",
              "severity": "error",
            },
            {
              "code": "NAFTIKO_UNKNOWN_KEY",
              "column": 7,
              "end": {
                "column": 11,
                "line": 16,
              },
              "file": "odd.yaml",
              "hint": "did you mean "port"?",
              "line": 16,
              "meant": "port",
              "message": ""prot" is not known here and is ignored",
              "pointer": "/capability/exposes/0/prot",
              "severity": "warning",
            },
          ],
          "valid": false,
        },
        "1 error, 1 warning in 2 files
      ",
      ]
    `)
  })

  it('for GitHub', async () => {
    expect(await shown(['--format', 'github'])).toMatchInlineSnapshot(`
      {
        "stderr": "1 error, 1 warning in 2 files
      ",
        "stdout": "::error file=bad.yaml,line=18,col=31,endLine=18,endColumn=40,title=NAFTIKO_UNKNOWN_OPERATION::no operation "books.gte"; did you mean "books.get"?
      ::warning file=odd.yaml,line=16,col=7,endLine=16,endColumn=11,title=NAFTIKO_UNKNOWN_KEY::"prot" is not known here and is ignored; did you mean "port"?
      ",
      }
    `)
  })
})

describe('--rule', () => {
  it.each([
    ['off', 0, 'no problems in 1 file'],
    ['hint', 0, '1 hint in 1 file'],
    ['info', 0, '1 hint in 1 file'],
    ['warning', 0, '1 warning in 1 file'],
    ['error', 2, '1 error in 1 file'],
  ])('NAFTIKO_UNKNOWN_KEY=%s exits with %i', async (severity, exitCode, summary) => {
    const cwd = await folderWith(FILES)
    const result = await finish(['validate', 'odd.yaml', '--rule', `NAFTIKO_UNKNOWN_KEY=${severity}`], { cwd })
    expect(result.exitCode).toBe(exitCode)
    expect(result.stderr).toMatch(new RegExp(`${summary}\n$`))
  })

  it.each([
    ['NAFTIKO_UNKNOWN_KYE=off', 'there is no code NAFTIKO_UNKNOWN_KYE; did you mean NAFTIKO_UNKNOWN_KEY?'],
    ['NAFTIKO_UNKNOWN_KEY=loud', '--rule needs one of off, hint, info, warning, error, not "loud"'],
    ['NAFTIKO_UNKNOWN_KEY', '--rule has the form <code>=<severity>, not "NAFTIKO_UNKNOWN_KEY"'],
  ])('%s says what is wrong with it', async (rule, message) => {
    const cwd = await folderWith(FILES)
    const { exitCode, stderr } = await finish(['validate', 'odd.yaml', '--rule', rule], { cwd })
    expect(exitCode).not.toBe(0)
    expect(stderr).toContain(message)
  })
})

describe('a secret in a document', () => {
  it.each(['pretty', 'json', 'github'])('is in nothing that is written as %s', async (format) => {
    const document = tinyDocument().replace('port: 0', 'port: 0\n      authentication: { type: bearer, token: only-between-us }')
    const cwd = await folderWith({ 'a.yaml': document })
    const { stdout, stderr } = await finish(['validate', 'a.yaml', '--format', format, '--explain'], { cwd })
    expect(stdout + stderr).not.toContain('only-between-us')
  })
})
