import { readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { standardPlugins } from '@naftiko/standard'
import { describe, expect, it } from 'vitest'
import type { Build } from '../src/index.ts'
import { finish, folderWith } from './terminal.ts'

const build: Build = { plugins: async (env) => standardPlugins({ env }) }

const document = (...exposes: readonly object[]): string =>
  JSON.stringify({ naftiko: '1.0.0-alpha2', info: { label: 'Yard' }, capability: { exposes } })

const TWO = document(
  {
    type: 'skill',
    namespace: 'yard',
    skills: [
      {
        name: 'fleet',
        description: 'Ships.',
        'allowed-tools': 'list-ships',
        location: 'file:///./files',
        tools: [{ name: 'how', instruction: 'how.md' }],
      },
      { name: 'Harbour Log', description: 'What happened.' },
    ],
  },
  { type: 'skill', namespace: 'town', skills: [{ name: 'roads', description: 'Roads.' }] },
)

const FILES = { 'a.json': TWO, 'files/how.md': 'How.', 'files/deep/data.bin': 'x\0y', 'files/.env': 'TOKEN=hidden', 'secret.txt': 'secret' }

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .toSorted()
}

describe('naftiko export skills', () => {
  it('writes a folder for each skill, with its page and its files, and nothing from elsewhere', async () => {
    const cwd = await folderWith(FILES)
    await symlink(path.join(cwd, 'secret.txt'), path.join(cwd, 'files/leak.txt'))
    const { exitCode, stdout, stderr } = await finish(['export', 'skills', 'a.json', '--out', 'out'], { cwd, build })
    expect([exitCode, stdout, stderr]).toEqual([0, '', '3 skills written to out: fleet, harbour-log, roads\n'])
    const out = path.join(cwd, 'out')
    expect(await filesBelow(out)).toEqual([
      'fleet/SKILL.md',
      'fleet/deep/data.bin',
      'fleet/how.md',
      'harbour-log/SKILL.md',
      'roads/SKILL.md',
    ])
    expect(await readFile(path.join(out, 'fleet/SKILL.md'), 'utf8')).toBe(
      '---\nname: fleet\ndescription: Ships.\nallowed-tools: list-ships\n---\n\n# fleet\n\nShips.\n\n## Tools of this skill\n\n- **how** See [how.md](<how.md>).\n',
    )
    expect(await readFile(path.join(out, 'fleet/deep/data.bin'), 'utf8')).toBe('x\0y')
  })

  it('writes those of one exposer', async () => {
    const cwd = await folderWith(FILES)
    const { stderr } = await finish(['export', 'skills', 'a.json', '--out', 'out', '--exposer', 'town'], { cwd, build })
    expect(stderr).toBe('1 skill written to out: roads\n')
    expect(await filesBelow(path.join(cwd, 'out'))).toEqual(['roads/SKILL.md'])
  })

  it('writes nothing where anything is there already, until it is forced', async () => {
    const cwd = await folderWith({ ...FILES, 'out/roads/SKILL.md': 'mine', 'out/roads/notes.md': 'mine, too' })
    const argv = ['export', 'skills', 'a.json', '--out', 'out']
    const refused = await finish(argv, { cwd, build })
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('out/roads/SKILL.md is there already') })
    expect(await filesBelow(path.join(cwd, 'out'))).toEqual(['roads/SKILL.md', 'roads/notes.md'])
    expect(await readFile(path.join(cwd, 'out/roads/SKILL.md'), 'utf8')).toBe('mine')
    expect(await finish([...argv, '--force'], { cwd, build })).toMatchObject({ exitCode: 0 })
    expect(await readFile(path.join(cwd, 'out/roads/SKILL.md'), 'utf8')).toMatch(/^---\nname: roads\n/)
    expect(await readFile(path.join(cwd, 'out/roads/notes.md'), 'utf8')).toBe('mine, too')
  })

  it('gives the same again when a skill has what was written as its files', async () => {
    const cwd = await folderWith(FILES)
    await finish(['export', 'skills', 'a.json', '--out', 'out'], { cwd, build })
    await writeFile(path.join(cwd, 'b.json'), TWO.replace('./files', './out/fleet'))
    await finish(['export', 'skills', 'b.json', '--out', 'again'], { cwd, build })
    const [once, twice] = await Promise.all(['out', 'again'].map((name) => readFile(path.join(cwd, name, 'fleet/SKILL.md'), 'utf8')))
    expect(twice).toBe(once)
  })

  it.each([
    [['export', 'skills', 'a.json'], 64, 'say where to: --out <folder>'],
    [['export', 'skills', '--out', 'x'], 64, 'name one capability document'],
    [['export', 'skills', 'none.json', '--out', 'x'], 64, 'exposes no skills'],
    [['export', 'skills', 'a.json', '--out', 'x', '--exposer', 'sea'], 64, 'no exposer "sea" has skills; these have: yard, town'],
    [['export', 'skills', 'same.json', '--out', 'x'], 1, 'there are two files roads/SKILL.md'],
    [['export', 'pictures', 'a.json'], 64, '"pictures" cannot be exported'],
  ])('%j ends with %i', async (argv, exitCode, words) => {
    const roads = (namespace: string): object => ({ type: 'skill', namespace, skills: [{ name: 'roads', description: 'Roads.' }] })
    const cwd = await folderWith({ ...FILES, 'none.json': document(), 'same.json': document(roads('one'), roads('two')) })
    expect(await finish(argv, { cwd, build })).toMatchObject({ exitCode, stderr: expect.stringContaining(words) })
  })
})
