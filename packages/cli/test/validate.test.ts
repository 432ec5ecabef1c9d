import { describe, expect, it } from 'vitest'
import { finish, folderWith } from './terminal.ts'
import { tinyDocument } from './tiny-build.ts'

const GOOD = tinyDocument()
const ODD = tinyDocument().replace('port: 0', 'prot: 0')
const BAD = tinyDocument().replace('call: books.get', 'call: books.gte')

async function validate(files: Readonly<Record<string, string>>, ...options: readonly string[]) {
  const cwd = await folderWith(files)
  return finish(['validate', cwd, ...options])
}

describe('naftiko validate', () => {
  it.each([
    ['a good document', { 'a.yaml': GOOD }, [], 0, 'no problems in 1 file'],
    ['an odd document', { 'a.yaml': ODD }, [], 0, '1 warning in 1 file'],
    ['an odd document, strictly', { 'a.yaml': ODD }, ['--strict'], 2, '1 warning in 1 file; with --strict, warnings count as errors'],
    ['a bad document', { 'a.yaml': BAD }, [], 2, '1 error in 1 file'],
    ['several documents', { 'a.yaml': GOOD, 'b.yaml': ODD, 'c.yaml': BAD }, [], 2, '1 error, 1 warning in 3 files'],
    ['a folder without documents', { 'a.yaml': 'x: 1' }, [], 2, '1 error in 0 files'],
    ['broken YAML', { 'a.yaml': 'naftiko: [1' }, [], 2, 'in 1 file'],
  ])('judges %s', async (_, files, options, exitCode, summary) => {
    const result = await validate(files, ...options)
    expect(result).toMatchObject({ exitCode, stdout: '' })
    expect(result.stderr).toMatch(new RegExp(`${summary}\n$`))
  })

  it('says that a file cannot be read', async () => {
    const { exitCode, stderr } = await finish(['validate', 'none.yaml'])
    expect(exitCode).toBe(2)
    expect(stderr).toContain('none.yaml:1:1: error: cannot read none.yaml: there is no such file [NAFTIKO_FILE_UNREADABLE]')
  })

  it('shows people the line, what is meant and what to do', async () => {
    const { stderr } = await validate({ 'a.yaml': BAD })
    expect(stderr).toContain('a.yaml:18:31: error: no operation "books.gte" [NAFTIKO_UNKNOWN_OPERATION]\n')
    expect(stderr).toContain('  18 |         - { name: read, call: books.gte }\n     |                               ^^^^^^^^^\n')
    expect(stderr).toContain('  → did you mean "books.get"?\n')
  })

  it('tells programs in one JSON object, whatever the number of files', async () => {
    const { stdout } = await validate({ 'a.yaml': ODD, 'b.yaml': BAD }, '--format', 'json')
    expect(JSON.parse(stdout)).toEqual({
      valid: false,
      diagnostics: [
        expect.objectContaining({ severity: 'warning', code: 'NAFTIKO_UNKNOWN_KEY', pointer: '/capability/exposes/0/prot' }),
        expect.objectContaining({
          severity: 'error',
          code: 'NAFTIKO_UNKNOWN_OPERATION',
          message: 'no operation "books.gte"',
          hint: 'did you mean "books.get"?',
          file: expect.stringMatching(/b\.yaml$/),
          line: 18,
          column: 31,
          pointer: '/capability/exposes/0/routes/0/call',
        }),
      ],
    })
  })

  it('says nothing but the JSON about good documents', async () => {
    expect(await validate({ 'a.yaml': GOOD }, '--format', 'json')).toEqual({
      exitCode: 0,
      stdout: '{"valid":true,"diagnostics":[]}\n',
      stderr: '',
    })
  })

  it('annotates for GitHub', async () => {
    const { stdout } = await validate({ 'a.yaml': BAD }, '--format', 'github')
    expect(stdout).toMatch(/^::error file=.*a\.yaml,line=18,col=31,.*::no operation "books\.gte"; did you mean "books\.get"\?\n$/)
  })

  it('explains how everything was understood', async () => {
    const { stdout } = await validate({ 'a.yaml': GOOD }, '--explain')
    expect(stdout).toMatch(/a\.yaml:18:31 +books\.get +call +books\.get \(GET \/get\)\n/)
    const json = await validate({ 'a.yaml': GOOD }, '--explain', '--format', 'json')
    expect(JSON.parse(json.stdout)).toMatchObject({ explanations: [{ text: 'books.get', kind: 'call', line: 18, column: 31 }] })
  })
})
