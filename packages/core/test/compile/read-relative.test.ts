import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRelative } from '../../src/compile/read-relative.ts'

let base = ''
const limit = 1000

beforeAll(async () => {
  base = await realpath(await mkdtemp(path.join(tmpdir(), 'read-relative-')))
  await mkdir(path.join(base, 'scripts/lib'), { recursive: true })
  await writeFile(path.join(base, 'secret.txt'), 'secret')
  await writeFile(path.join(base, 'scripts/main.js'), 'main')
  await writeFile(path.join(base, 'scripts/lib/base.js'), 'base')
  await writeFile(path.join(base, 'scripts/..dots.js'), 'dots')
  await symlink(path.join(base, 'secret.txt'), path.join(base, 'scripts/link.js'))
  await symlink(base, path.join(base, 'scripts/up'))
  await symlink(path.join(base, 'scripts/main.js'), path.join(base, 'scripts/alias.js'))
  await symlink(path.join(base, 'scripts'), path.join(base, 'linked'))
})

afterAll(() => rm(base, { recursive: true }))

async function read(location: string, within?: string): Promise<string> {
  const bytes = await readRelative(location, { base, limit, ...(within === undefined ? {} : { within }) })
  return new TextDecoder().decode(bytes)
}

describe('a file that a document names', () => {
  it.each(['secret.txt', './secret.txt', 'file:///./secret.txt', 'scripts/../secret.txt'])(
    'is read relative to the document: %s',
    async (location) => {
      expect(await read(location)).toBe('secret')
    },
  )

  it('is refused when it is too large', async () => {
    await expect(readRelative('secret.txt', { base, limit: 5 })).rejects.toThrow('secret.txt has 6 bytes, and at most 5 are read')
  })
})

describe('a file within a folder', () => {
  it.each([
    ['main.js', './scripts', 'main'],
    ['main.js', 'file:///./scripts', 'main'],
    ['lib/base.js', './scripts', 'base'],
    ['lib/../main.js', './scripts', 'main'],
    ['..dots.js', './scripts', 'dots'],
    ['alias.js', './scripts', 'main'],
    ['main.js', './linked', 'main'],
  ])('is read: %s in %s', async (location, within, text) => {
    expect(await read(location, within)).toBe(text)
  })

  it.each(['../secret.txt', 'lib/../../secret.txt', '/etc/passwd', 'link.js', 'up/secret.txt', '.', ''])(
    'does not lead out of it: "%s"',
    async (location) => {
      await expect(read(location, './scripts')).rejects.toThrow('is outside the folder that it must be in')
    },
  )

  it('is missed when it is not there', async () => {
    await expect(read('none.js', './scripts')).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
