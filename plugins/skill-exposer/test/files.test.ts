import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codesOf, folderWith, raw, remove, served, type Served } from './served.ts'

const IMAGE = new Uint8Array([137, 80, 78, 71, 0, 255])

let base: string
let catalogue: Served

beforeAll(async () => {
  base = await folderWith({
    'outside.txt': 'a secret of the machine',
    'skills/fleet/SKILL.md': '# Fleet\n',
    'skills/fleet/guides/über uns.md': 'Höllo',
    'skills/fleet/guides/page.html': '<script>alert(1)</script>',
    'skills/fleet/image.png': IMAGE,
    'skills/fleet/data': 'no ending',
    'skills/fleet/empty.txt': '',
    'skills/fleet/.env': 'TOKEN=hidden',
    'skills/fleet/.git/config': 'hidden',
    'skills/fleet-private/other.md': 'a folder whose name begins alike',
  })
  const fleet = path.join(base, 'skills/fleet')
  await symlink(path.join(base, 'outside.txt'), path.join(fleet, 'leak.txt'))
  await symlink('../../outside.txt', path.join(fleet, 'relative-leak.txt'))
  await symlink(base, path.join(fleet, 'leaking-folder'))
  await symlink('../fleet-private', path.join(fleet, 'neighbour'))
  await symlink('SKILL.md', path.join(fleet, 'README.md'))
  await symlink('.env', path.join(fleet, 'environment.txt'))
  await symlink('nowhere', path.join(fleet, 'broken.txt'))
  await symlink('.', path.join(fleet, 'circle'))
  catalogue = await served(
    {
      type: 'skill',
      namespace: 'skills',
      skills: [
        { name: 'fleet', description: 'Ships.', location: 'file:///./skills/fleet', tools: [{ name: 'how', instruction: 'SKILL.md' }] },
      ],
    },
    base,
  )
})

afterAll(async () => {
  await catalogue?.[Symbol.asyncDispose]()
  await remove(base)
})

describe('the list of files', () => {
  it('has every file that is served, with size and type, and nothing else', async () => {
    expect(await catalogue.json('/skills/fleet/contents')).toEqual({
      name: 'fleet',
      files: [
        { path: 'README.md', size: 8, type: 'text/markdown' },
        { path: 'SKILL.md', size: 8, type: 'text/markdown' },
        { path: 'data', size: 9, type: 'application/octet-stream' },
        { path: 'empty.txt', size: 0, type: 'text/plain' },
        { path: 'guides/page.html', size: 25, type: 'text/html' },
        { path: 'guides/über uns.md', size: 6, type: 'text/markdown' },
        { path: 'image.png', size: 6, type: 'image/png' },
      ],
    })
    expect(codesOf(catalogue.diagnostics)).toEqual([])
  })

  it('is read anew for each request', async () => {
    const etag = (await catalogue.get('/skills/fleet/contents')).headers.get('etag')!
    const late = path.join(base, 'skills/fleet/late.md')
    await writeFile(late, 'late')
    const response = await catalogue.get('/skills/fleet/contents', { headers: { 'if-none-match': etag } })
    expect(await response.json()).toMatchObject({ files: expect.arrayContaining([{ path: 'late.md', size: 4, type: 'text/markdown' }]) })
    expect(await (await catalogue.get('/skills/fleet/contents/late.md')).text()).toBe('late')
    await remove(late)
    expect((await catalogue.get('/skills/fleet/contents/late.md')).status).toBe(404)
  })
})

describe('a file', () => {
  it.each([
    ['SKILL.md', 'text/markdown; charset=utf-8', '# Fleet\n'],
    ['README.md', 'text/markdown; charset=utf-8', '# Fleet\n'],
    ['guides/%C3%BCber%20uns.md', 'text/markdown; charset=utf-8', 'Höllo'],
    ['guides%2F%C3%BCber%20uns.md', 'text/markdown; charset=utf-8', 'Höllo'],
    ['data', 'application/octet-stream', 'no ending'],
    ['empty.txt', 'text/plain; charset=utf-8', ''],
  ])('%s is served as %s', async (file, type, text) => {
    const response = await catalogue.get(`/skills/fleet/contents/${file}`)
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([200, type, text])
    expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(text)))
  })

  it('keeps its bytes', async () => {
    const response = await catalogue.get('/skills/fleet/contents/image.png')
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(IMAGE)
  })

  it('is not run by a browser, whatever it claims to be', async () => {
    const { headers } = await catalogue.get('/skills/fleet/contents/guides/page.html')
    expect([headers.get('content-security-policy'), headers.get('x-content-type-options')]).toEqual([
      "default-src 'none'; sandbox",
      'nosniff',
    ])
  })

  it.each(['if-none-match', 'if-modified-since'])('is not sent again (%s)', async (condition) => {
    const first = await catalogue.get('/skills/fleet/contents/SKILL.md')
    const value = first.headers.get(condition === 'if-none-match' ? 'etag' : 'last-modified')!
    const second = await catalogue.get('/skills/fleet/contents/SKILL.md', { headers: { [condition]: value } })
    expect([second.status, await second.text()]).toEqual([304, ''])
  })

  it('is sent again when it has changed', async () => {
    const etag = (await catalogue.get('/skills/fleet/contents/data')).headers.get('etag')!
    await writeFile(path.join(base, 'skills/fleet/data'), 'another')
    const changed = await catalogue.get('/skills/fleet/contents/data', { headers: { 'if-none-match': etag } })
    expect([changed.status, await changed.text()]).toEqual([200, 'another'])
    await writeFile(path.join(base, 'skills/fleet/data'), 'no ending')
  })

  it('answers HEAD with its size', async () => {
    const head = await catalogue.get('/skills/fleet/contents/SKILL.md', { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '8', ''])
  })
})

describe('what lies elsewhere', () => {
  it.each([
    ['..', '../../outside.txt', 400],
    ['.. below a folder', 'guides/../../../outside.txt', 400],
    ['. alone', './SKILL.md', 400],
    ['encoded ..', '%2e%2e/%2e%2e/outside.txt', 400],
    ['encoded slashes', '..%2F..%2Foutside.txt', 400],
    ['twice encoded', '%252e%252e%252foutside.txt', 404],
    ['backslash', '..\\..\\outside.txt', 400],
    ['encoded backslash', '..%5C..%5Coutside.txt', 400],
    ['absolute', '/etc/passwd', 400],
    ['encoded absolute', '%2Fetc%2Fpasswd', 400],
    ['drive', 'C:/Windows/win.ini', 400],
    ['NUL', 'SKILL.md%00.png', 400],
    ['line break', 'SKILL.md%0A', 400],
    ['empty name', 'guides//page.html', 400],
    ['link to a file outside', 'leak.txt', 404],
    ['relative link to a file outside', 'relative-leak.txt', 404],
    ['below a link to a folder outside', 'leaking-folder/outside.txt', 404],
    ['folder whose name begins alike', 'neighbour/other.md', 404],
    ['link to a hidden file', 'environment.txt', 404],
    ['link to nothing', 'broken.txt', 404],
    ['hidden file', '.env', 404],
    ['below a hidden folder', '.git/config', 404],
    ['folder', 'guides', 404],
    ['absent', 'none.md', 404],
    ['below a file', 'SKILL.md/more', 404],
  ])('%s: %s is answered with %i', async (_, file, status) => {
    const answer = await raw(catalogue.url, `/skills/fleet/contents/${file}`)
    expect(answer.status).toBe(status)
    expect(answer.text).toContain('"code":"NAFTIKO_')
    expect(answer.text).not.toMatch(/secret of the machine|hidden"|root:/)
    expect(answer.text).not.toContain(base)
  })

  it('is not reached through the name of a skill', async () => {
    expect((await raw(catalogue.url, '/skills/..%2F..%2Foutside.txt/contents')).status).toBe(404)
  })

  it('is not reached through a location that became a link to it after the start', async () => {
    await mkdir(path.join(base, 'later'))
    await using linked = await served(
      { type: 'skill', namespace: 'skills', skills: [{ name: 'later', description: 'Later.', location: './later' }] },
      base,
    )
    await symlink(path.join(base, 'outside.txt'), path.join(base, 'later/file.txt'))
    expect(await linked.json('/skills/later/contents')).toEqual({ name: 'later', files: [] })
  })
})

describe('more than is served', () => {
  it('is said so, instead of a part', async () => {
    const large = await folderWith(Object.fromEntries(Array.from({ length: 5001 }, (_, index) => [`many/${index}.md`, ''])))
    await mkdir(path.join(large, 'heavy'))
    await writeFile(path.join(large, 'heavy/one.bin'), '')
    await truncate(path.join(large, 'heavy/one.bin'), 70_000_000)
    await writeFile(path.join(large, 'heavy/two.bin'), '')
    await truncate(path.join(large, 'heavy/two.bin'), 500_000_000)
    const skills = ['many', 'heavy'].map((name) => ({ name, description: name, location: `./${name}` }))
    {
      await using catalogue = await served({ type: 'skill', namespace: 'skills', skills }, large)
      for (const at of ['many/contents', 'many/download', 'heavy/contents/one.bin', 'heavy/download']) {
        const response = await catalogue.get(`/skills/${at}`)
        expect([at, response.status, await response.json()]).toMatchObject([at, 500, { code: 'NAFTIKO_SKILL_TOO_LARGE' }])
      }
      expect(await catalogue.json('/skills/heavy/contents')).toMatchObject({ files: [{ size: 70_000_000 }, { size: 500_000_000 }] })
    }
    await remove(large)
  })
})
