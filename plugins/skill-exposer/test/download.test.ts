import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readlinkSync } from 'node:fs'
import { symlink } from 'node:fs/promises'
import { request, type IncomingMessage } from 'node:http'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fromBuffer, type ZipFile } from 'yauzl'
import { folderWith, remove, served, type Served } from './served.ts'

let base: string
let catalogue: Served

beforeAll(async () => {
  const noise = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 251))
  base = await folderWith({
    'outside.txt': 'a secret of the machine',
    'one/SKILL.md': '# One\n',
    'one/guides/über.md': 'Höllo',
    'one/noise.bin': noise,
    'one/empty.txt': '',
    'one/.env': 'hidden',
    'bare/.keep': '',
    'large/a.bin': randomBytes(20_000_000),
    'large/b.bin': randomBytes(20_000_000),
  })
  await symlink(path.join(base, 'outside.txt'), path.join(base, 'one/leak.txt'))
  const skills = ['one', 'bare', 'large'].map((name) => ({ name, description: name, location: `./${name}` }))
  catalogue = await served({ type: 'skill', namespace: 'skills', skills }, base)
})

afterAll(async () => {
  await catalogue?.[Symbol.asyncDispose]()
  await remove(base)
})

/** What a program that knows nothing of ours finds in an archive. */
async function unzip(archive: Buffer): Promise<Readonly<Record<string, string>>> {
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    fromBuffer(archive, { lazyEntries: true }, (error, opened) => (error === null ? resolve(opened) : reject(error as Error)))
  })
  const files: Record<string, string> = {}
  zip.on('entry', (entry: { fileName: string }) => {
    zip.openReadStream(entry as never, (_, stream) => {
      void buffer(stream).then((bytes) => {
        files[entry.fileName] = bytes.length > 1000 ? `${bytes.length} bytes` : bytes.toString()
        zip.readEntry()
      })
    })
  })
  zip.readEntry()
  await once(zip, 'end')
  return files
}

describe('the archive of a skill', () => {
  it('has every file that is served, and nothing else', async () => {
    const response = await catalogue.get('/skills/one/download')
    expect([response.status, response.headers.get('content-type'), response.headers.get('content-disposition')]).toEqual([
      200,
      'application/zip',
      'attachment; filename="one.zip"',
    ])
    expect(await unzip(Buffer.from(await response.arrayBuffer()))).toEqual({
      'SKILL.md': '# One\n',
      'empty.txt': '',
      'guides/über.md': 'Höllo',
      'noise.bin': '300000 bytes',
    })
  })

  it('may be empty', async () => {
    expect(await unzip(Buffer.from(await (await catalogue.get('/skills/bare/download')).arrayBuffer()))).toEqual({})
  })

  it('is not sent again', async () => {
    const head = await catalogue.get('/skills/one/download', { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    const again = await catalogue.get('/skills/one/download', { headers: { 'if-none-match': head.headers.get('etag')! } })
    expect([again.status, await again.text()]).toEqual([304, ''])
  })

  it.skipIf(process.platform !== 'linux')('leaves no file open when its reader goes away', async () => {
    const sent = request(`${catalogue.url}/skills/large/download`)
    sent.end()
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    response.once('error', () => {})
    await once(response, 'data')
    response.pause()
    await expect.poll(openFiles).not.toEqual([])
    response.destroy()
    await expect.poll(openFiles, { timeout: 5000 }).toEqual([])
  })

  it('survives many readers at once', async () => {
    const sizes = await Promise.all(
      Array.from({ length: 8 }, async () => (await (await catalogue.get('/skills/one/download')).arrayBuffer()).byteLength),
    )
    expect(new Set(sizes).size).toBe(1)
    await wait(10)
    expect(openFiles()).toEqual([])
  })
})

/** Files of the skills that this process holds open, where the system tells. */
function openFiles(): readonly string[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`)
      return target.startsWith(base) ? [target] : []
    } catch {
      return []
    }
  })
}
