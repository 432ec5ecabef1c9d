import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { folderWith, remove, served } from './served.ts'

let base: string

beforeAll(async () => {
  base = await folderWith({ 'my skill/SKILL.md': 'here', 'a-file.md': 'no folder' })
})
afterAll(() => remove(base))

const entry = (location: string): object => ({
  type: 'skill',
  namespace: 'skills',
  skills: [{ name: 'one', description: 'One.', location }],
})

describe('a location', () => {
  it.each([
    ['relative to the document', () => 'file:///./my skill'],
    ['relative, with two slashes', () => 'file://./my skill'],
    ['absolute', () => pathToFileURL(path.join(base, 'my skill')).href],
    ['a plain relative path', () => 'my skill'],
    ['a plain absolute path', () => path.join(base, 'my skill')],
  ])('is %s', async (_, location) => {
    await using catalogue = await served(entry(location()), base)
    expect(catalogue.diagnostics).toEqual([])
    expect(await (await catalogue.get('/skills/one/contents/SKILL.md')).text()).toBe('here')
  })

  it.each([
    ['is not there', 'file:///opt/naftiko/skills/none', 'is not there'],
    ['is a file', 'file:///./a-file.md', 'is no folder'],
    ['is on another machine', 'https://example.org/skills', 'no file of this machine'],
    ['is no URL', 'file://host/share', 'no file of this machine'],
  ])('that %s leaves the catalogue served, and is reported', async (_, location, reason) => {
    await using catalogue = await served(entry(location), base)
    expect(catalogue.diagnostics).toMatchObject([
      { severity: 'warning', code: 'NAFTIKO_SKILL_LOCATION', message: expect.stringContaining(reason) },
    ])
    expect(await catalogue.json('/skills')).toMatchObject({ count: 1, skills: [{ name: 'one', description: 'One.' }] })
    expect((await catalogue.get('/skills/one')).status).toBe(200)
    for (const path of ['contents', 'contents/SKILL.md', 'download']) {
      const response = await catalogue.get(`/skills/one/${path}`)
      expect(response.status).toBe(404)
      expect(await response.text()).not.toContain('/opt/')
    }
  })

  it('may come after the start', async () => {
    await using catalogue = await served(entry('file:///./late'), base)
    expect((await catalogue.get('/skills/one/contents')).status).toBe(404)
    await mkdir(path.join(base, 'late'))
    await writeFile(path.join(base, 'late/SKILL.md'), 'late')
    expect(await (await catalogue.get('/skills/one/contents/SKILL.md')).text()).toBe('late')
  })
})
