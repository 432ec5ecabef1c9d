import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { finish } from './terminal.ts'

/** What bash offers for the last word of a command line. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const { stdout: script } = await finish(['completion', 'bash'])
  const line = ['naftiko', ...words].map((word) => `'${word}'`).join(' ')
  const ask = `${script}\nCOMP_WORDS=(${line}); COMP_CWORD=${words.length}; _naftiko; printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout } = await promisify(execFile)('bash', ['--norc', '-c', ask])
  return stdout.split('\n').filter((word) => word !== '')
}

describe('naftiko completion', () => {
  it.each([
    [['va'], ['validate']],
    [['c'], ['call', 'create', 'completion']],
    [['validate', '--st'], ['--strict']],
    [
      ['validate', '--format', ''],
      ['pretty', 'json', 'github'],
    ],
    [
      ['create', ''],
      ['capability', 'plugin'],
    ],
    [['create', 'plugin', 'x', '--kind', 'b'], ['binder']],
    [['export', 's'], ['skills']],
    [
      ['import', ''],
      ['openapi', 'mcp'],
    ],
    [['completion', 'z'], ['zsh']],
    [['help', 'sch'], ['schema']],
    [['run', ''], []],
  ])('offers bash for %j', async (words, expected) => {
    expect((await offered(...words)).toSorted()).toEqual(expected.toSorted())
  })

  it.each([
    [
      'zsh',
      /^#compdef naftiko\n/,
      /validate\) _arguments .*'\*--format\[pretty on stderr, the others on stdout\]:value:\(pretty json github\)'/,
    ],
    ['fish', /^# fish completion/, /complete -c naftiko -n '__fish_seen_subcommand_from validate' -l format -x -a 'pretty json github'/],
  ])('has every command and every option for %s', async (shell, head, option) => {
    const { stdout } = await finish(['completion', shell])
    expect(stdout).toMatch(head)
    expect(stdout).toMatch(option)
    const { stdout: help } = await finish(['--help'])
    const commands = [...help.matchAll(/^ {2}([a-z]+) /gm)].map((match) => match[1]!).filter((word) => word !== 'naftiko')
    for (const command of commands) expect(stdout).toContain(command)
  })

  it.each([[['completion']], [['completion', 'tcsh']], [['completion', 'bash', 'zsh']]])('%j is wrong usage', async (argv) => {
    expect(await finish(argv)).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('name one shell: bash, zsh, fish') })
  })
})
